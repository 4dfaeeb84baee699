package io.shardsteer.deploy.reader;

/** An answer cannot be given in full; the message says why, and what to do where that helps. */
public final class ShardReadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ShardReadException(String message) {
    super(message);
  }

  ShardReadException(String message, Throwable cause) {
    super(message, cause);
  }
}
