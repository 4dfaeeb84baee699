package io.shardsteer.deploy.console;

import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCommand;
import java.util.Optional;

/** Sends commands to one pipeline's controller. Thread-safe. */
interface Commands {
  /**
   * @return its answer; empty if none came in time: the command then waits for the controller
   * @throws java.io.UncheckedIOException if it could not be sent
   */
  Optional<CommandAnswer> send(ControllerCommand command);
}
