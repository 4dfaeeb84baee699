package io.shardsteer.deploy.cli.options;

/** What was typed cannot be used; the message says what, where, and how to mend it. */
public final class MisuseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MisuseException(String message) {
    super(message);
  }

  public MisuseException(String message, Throwable cause) {
    super(message, cause);
  }
}
