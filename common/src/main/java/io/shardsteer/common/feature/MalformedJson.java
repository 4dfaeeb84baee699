package io.shardsteer.common.feature;

/** Bytes that are not JSON; thrown and caught within the decoder, hence without a stack trace. */
final class MalformedJson extends Exception {
  /** Index of the byte at which it shows. */
  final int at;

  MalformedJson(String what, int at) {
    super(what, null, false, false);
    this.at = at;
  }
}
