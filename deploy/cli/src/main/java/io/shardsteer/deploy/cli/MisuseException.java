package io.shardsteer.deploy.cli;

/** What was typed cannot be used; the message says what, where, and how to mend it. */
final class MisuseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MisuseException(String message) {
    super(message);
  }

  MisuseException(String message, Throwable cause) {
    super(message, cause);
  }
}
