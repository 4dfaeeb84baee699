package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.change.ConfigChanges;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.common.message.ControllerCommand.Origin;
import io.shardsteer.deploy.cli.rollout.ConfigPusher.Outcome;
import java.time.Duration;
import java.util.function.Consumer;

/** Gives the running parts of a pipeline another configuration, to all of them or to none. */
public final class LivePush {
  private final Cluster cluster;
  private final Rollout.Artifacts artifacts;
  private final ConfigPusher pusher;
  private final Duration patience;
  private final Consumer<String> progress;

  /**
   * @param patience how long answers are waited for
   * @param progress gets lines for people
   */
  public LivePush(
      Cluster cluster, Rollout.Artifacts artifacts, Duration patience, Consumer<String> progress) {
    this.cluster = cluster;
    this.artifacts = artifacts;
    this.patience = patience;
    this.progress = progress;
    pusher = new ConfigPusher(cluster, patience);
  }

  /**
   * The configuration that the pipeline runs with.
   *
   * @param named says which pipeline
   * @throws CommandException if it is not deployed
   */
  public PipelineConfig running(PipelineConfig named) {
    return pusher
        .running(named)
        .orElseThrow(
            () ->
                new CommandException(
                    "Pipeline %s is not deployed there.\nDeploy it first: `steer deploy FILE`"
                        .formatted(named.pipeline())));
  }

  /**
   * Creates what more shards need, pushes, and takes it back where a part refuses.
   *
   * @param config already {@linkplain Cluster#place placed} on the cluster
   * @throws CommandException if it cannot be pushed to what runs; nothing was changed then
   */
  public Outcome push(PipelineConfig running, PipelineConfig config, Origin origin) {
    ConfigChanges.between(running, config)
        .obstacle()
        .ifPresent(
            obstacle -> {
              throw new CommandException("Nothing was changed.\n" + obstacle);
            });
    new Rollout(cluster, artifacts, progress, command -> progress.accept("  $ " + command))
        .prepare(config);
    Outcome outcome = pusher.push(config, origin, this::tell);
    outcome
        .silent()
        .forEach(
            part ->
                progress.accept("  %-10s SILENT for %d s".formatted(part, patience.toSeconds())));
    if (outcome.isApplied()) {
      progress.accept("Every part of pipeline %s runs with it.".formatted(config.pipeline()));
    } else if (outcome.isRefused()) {
      takeBack(running, origin);
    } else {
      progress.accept("Who is silent goes by it when it starts: `steer status`");
    }
    return outcome;
  }

  /** No part is to run with what another one has refused. */
  private void takeBack(PipelineConfig running, Origin origin) {
    progress.accept("Pushes the former configuration again:");
    Outcome back =
        pusher.push(
            running, Operator.wants(origin.who(), "a part refused another one"), this::tell);
    progress.accept(
        back.isRefused()
            ? "Parts of pipeline %s run with different configurations.\nDeploy one of them: `steer deploy FILE`"
                .formatted(running.pipeline())
            : "Pipeline %s runs as before.\nMend what was refused and push again."
                .formatted(running.pipeline()));
  }

  private void tell(ConfigAnswer answer) {
    progress.accept(
        "  %-10s %s: %s"
            .formatted(
                answer.part(), answer.accepted() ? "accepted" : "REFUSED", answer.message()));
  }
}
