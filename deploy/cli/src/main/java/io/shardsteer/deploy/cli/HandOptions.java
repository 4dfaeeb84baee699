package io.shardsteer.deploy.cli;

import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.deploy.cli.hand.OperatorHand;
import io.shardsteer.deploy.cli.rollout.Cluster;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command to the controller understands, and how its answer is shown. */
final class HandOptions {
  @Mixin PipelineArgument pipeline = new PipelineArgument();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why; stands in the decision log beside who asked.")
  String reason = "";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long the controller's answer is waited for; default: ${DEFAULT-VALUE}.")
  int timeoutSeconds = 10;

  @Mixin OutputOption output = new OutputOption();

  /** The controller of the pipeline that is named. */
  OperatorHand hand() {
    Cluster cluster = options.cluster();
    return new OperatorHand(cluster, pipeline.on(cluster));
  }

  /** Sends a command and shows the answer. */
  int send(Function<ControllerCommand.Origin, ControllerCommand> command) {
    ControllerCommand.Origin origin = OperatorHand.origin(reason);
    Optional<CommandAnswer> answer =
        hand().send(command.apply(origin), Duration.ofSeconds(timeoutSeconds));
    return show(origin, answer, timeoutSeconds, output.isJson(), System.out);
  }

  static int show(
      ControllerCommand.Origin origin,
      Optional<CommandAnswer> answer,
      int timeoutSeconds,
      boolean isJson,
      PrintStream out) {
    String state =
        answer.map(it -> it.accepted() ? "accepted" : "refused").orElse("waiting");
    String message =
        answer
            .map(CommandAnswer::message)
            .orElse(
                "No controller answered within %d s; the command waits for it and takes effect once."
                    .formatted(timeoutSeconds));
    if (isJson) {
      Map<String, Object> shape = new LinkedHashMap<>();
      shape.put("version", OutputOption.VERSION);
      shape.put("command_id", origin.id());
      shape.put("state", state);
      shape.put("message", message);
      out.println(OutputOption.json(shape));
    } else {
      out.println(message);
      if (answer.isEmpty()) {
        out.println("Do not send it again. `deploy/steer status` shows whether the controller runs.");
      }
    }
    return answer.map(CommandAnswer::accepted).orElse(false) ? Steer.OK : Steer.FAILED;
  }
}
