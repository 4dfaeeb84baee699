package io.shardsteer.common.pulsar;

/**
 * Why something that was begun on a pipeline cannot go on: the facts on the first line, what to do
 * about it on the next.
 */
public class OperationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OperationException(String message) {
    super(message);
  }

  public OperationException(String message, Throwable cause) {
    super(message, cause);
  }
}
