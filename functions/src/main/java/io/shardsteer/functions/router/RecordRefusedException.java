package io.shardsteer.functions.router;

import io.shardsteer.common.record.Rejection.Reason;

/** A topic can never take this record, because of what is in it. */
final class RecordRefusedException extends RuntimeException {
  private final Reason reason;

  RecordRefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
