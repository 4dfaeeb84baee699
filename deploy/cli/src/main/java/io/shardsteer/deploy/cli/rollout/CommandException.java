package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.pulsar.OperationException;

/** Why a command cannot go on: the facts on the first line, what to do about it on the next. */
public final class CommandException extends OperationException {
  private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message);
  }

  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
