package io.shardsteer.deploy.cli.hand;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.ControllerClient;
import io.shardsteer.common.pulsar.PulsarLogin;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/** Sends an operator's commands to a pipeline's controller and reads its status. */
public final class OperatorHand {
  private final Cluster cluster;
  private final PipelineConfig config;

  public OperatorHand(Cluster cluster, PipelineConfig config) {
    this.cluster = cluster;
    this.config = config;
  }

  /** Who asks, and why. */
  public static ControllerCommand.Origin origin(String reason) {
    return new ControllerCommand.Origin(
        UUID.randomUUID().toString(),
        System.getProperty("user.name", "unknown"),
        reason,
        System.currentTimeMillis());
  }

  /**
   * Sends a command.
   *
   * @return the controller's answer; empty if none came in time: the command then waits for it
   * @throws CommandException if the command cannot be sent
   */
  public Optional<CommandAnswer> send(ControllerCommand command, Duration patience) {
    try (PulsarClient client = cluster.client();
        ControllerClient controller = new ControllerClient(client, topics())) {
      return controller.send(command, patience);
    } catch (PulsarClientException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted while waiting for the controller.", e);
    }
  }

  /**
   * What the controller last said about itself; empty if it never did.
   *
   * @throws CommandException if its topic cannot be read
   */
  public Optional<ControllerStatus> status() {
    try (PulsarClient client = cluster.client();
        ControllerClient controller = new ControllerClient(client, topics())) {
      return controller.status();
    } catch (PulsarClientException e) {
      throw unreachable(e);
    }
  }

  private Topics topics() {
    return Topics.beside(config.input().topic(), config.pipeline());
  }

  private CommandException unreachable(PulsarClientException e) {
    return new CommandException(
        "The controller of pipeline %s cannot be reached: %s\n%s"
            .formatted(
                config.pipeline(),
                e.getMessage(),
                PulsarLogin.remedy(e, "Is it deployed there? `deploy/steer deploy FILE`")),
        e);
  }
}
