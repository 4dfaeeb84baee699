package io.shardsteer.deploy.cli;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.ConfigPusher;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How a push of configuration waits for its answers, and how it tells them. */
final class PushOptions {
  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "How long answers are waited for; default: ${DEFAULT-VALUE}.")
  int seconds = 15;

  /** Pushes and prints; true if every part runs with it. */
  boolean push(Cluster cluster, PipelineConfig config, boolean retrain) {
    ConfigPusher.Outcome outcome =
        new ConfigPusher(cluster, Duration.ofSeconds(seconds))
            .push(
                config,
                retrain,
                answer ->
                    System.out.printf(
                        "  %-10s %s: %s%n",
                        answer.part(),
                        answer.accepted() ? "accepted" : "REFUSED",
                        answer.message()));
    outcome.silent().forEach(part -> System.out.printf("  %-10s SILENT for %d s%n", part, seconds));
    System.out.println(
        outcome.isApplied()
            ? "Every part of pipeline %s runs with it.".formatted(config.pipeline())
            : "Not every part of pipeline %s runs with it.\nMend what is refused, start what is silent, and push again."
                .formatted(config.pipeline()));
    return outcome.isApplied();
  }
}
