package io.shardsteer.functions.router;

/** A topic can never take this record, because of what is in it. */
final class RecordRefusedException extends RuntimeException {
  RecordRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
