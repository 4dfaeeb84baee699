package io.shardsteer.deploy.cli.operate;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.common.message.ControllerCommand.Origin;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.ControllerClient;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.PipelineArgument;
import io.shardsteer.deploy.cli.options.ReasonOption;
import io.shardsteer.deploy.cli.output.Documents;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.Operator;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands to the controller share: which pipeline, why, and the wait for an answer. */
public final class ControllerCall {
  private static final int ACCEPTED = 0;
  private static final int NOT_ACCEPTED = 1;

  @Mixin PipelineArgument pipeline = new PipelineArgument();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Mixin ReasonOption reason = new ReasonOption();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait for the controller's answer; default: ${DEFAULT-VALUE}.")
  int waitSeconds = 30;

  @Mixin OutputOption output = new OutputOption();

  /**
   * Sends a command and prints the controller's answer; the exit code says whether it took effect.
   */
  int send(Function<Origin, ControllerCommand> command) {
    Cluster cluster = options.cluster();
    PipelineConfig config = pipeline.on(cluster);
    Origin origin = Operator.wants(reason.text());
    try (PulsarClient client = cluster.client();
        ControllerClient controller = new ControllerClient(client, topics(config))) {
      Optional<CommandAnswer> answer =
          controller.send(command.apply(origin), Duration.ofSeconds(waitSeconds));
      if (answer.isEmpty()) {
        throw new CommandException(
            "The controller did not answer within %d s. The command waits for it; do not send it again.%nLook at `steer status`: does the metrics function run?"
                .formatted(waitSeconds));
      }
      if (output.isJson()) {
        output.print(Documents.answer(answer.get()));
      } else {
        System.out.println(answer.get().message());
      }
      return answer.get().accepted() ? ACCEPTED : NOT_ACCEPTED;
    } catch (PulsarClientException e) {
      throw new CommandException(
          "The command could not be sent: %s%n%s"
              .formatted(
                  PulsarFailures.reason(e),
                  PulsarFailures.remedy(e, "Is the pipeline deployed there? `steer status`")),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted while waiting for the controller's answer.", e);
    }
  }

  /** The topics of a pipeline. */
  public static Topics topics(PipelineConfig config) {
    return Topics.beside(config.input().topic(), config.pipeline());
  }
}
