package io.shardsteer.common.model;

/** A model or its package cannot be trusted to route records; the message names what is wrong. */
public final class BadModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadModelException(String message) {
    super(message);
  }

  public BadModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
