package io.shardsteer.deploy.console;

/** A request that gets an answer other than 200. */
final class BadRequestException extends RuntimeException {
  private final int status;

  BadRequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
