package io.shardsteer.deploy.stack;

/** A server could not be fetched, started or stopped; the message says what to look at. */
public final class StackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
