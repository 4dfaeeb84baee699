package io.shardsteer.common.formats;

/**
 * Bytes that are not of their format; thrown and caught within the decoders, hence without a stack
 * trace.
 */
final class MalformedRecord extends Exception {
  /** Index of the byte at which it shows. */
  final int at;

  MalformedRecord(String what, int at) {
    super(what, null, false, false);
    this.at = at;
  }
}
