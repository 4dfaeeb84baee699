package io.shardsteer.deploy.reader;

/** A shard could not be read, so that an answer would lack rows. The same may succeed later. */
public final class ShardReadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ShardReadException(String message, Throwable cause) {
    super(message, cause);
  }
}
