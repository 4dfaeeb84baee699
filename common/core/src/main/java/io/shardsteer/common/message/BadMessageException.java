package io.shardsteer.common.message;

/** Bytes on a pipeline's topic that are not the message that belongs there. */
public final class BadMessageException extends RuntimeException {
  BadMessageException(String message) {
    super(message);
  }

  BadMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
