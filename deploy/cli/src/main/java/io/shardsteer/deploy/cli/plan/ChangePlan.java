package io.shardsteer.deploy.cli.plan;

import io.shardsteer.common.change.ConfigChanges;
import io.shardsteer.common.change.KeyChange;
import io.shardsteer.common.change.KeyRule.Effect;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PlacingKeys;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.watch.PipelineState;
import io.shardsteer.deploy.cli.watch.PipelineWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * What another configuration would change of a pipeline that runs.
 *
 * @param pipeline its name
 * @param changes key by key
 * @param moved load and rows that move, if any
 */
public record ChangePlan(String pipeline, ConfigChanges changes, Optional<MovedLoad> moved) {
  private static final int MOST_CHARACTERS = 60;

  /** The plan for a pipeline on a cluster, with what moves by its present routing table. */
  public static ChangePlan of(Cluster cluster, PipelineConfig running, PipelineConfig next) {
    try (PulsarClient client = cluster.client();
        PipelineWatch watch = PipelineWatch.follow(client, running)) {
      return of(running, next, watch.state(), System.currentTimeMillis());
    } catch (PulsarClientException endsWithTheProcess) {
      throw new CommandException("Pulsar's client did not close well.", endsWithTheProcess);
    }
  }

  /**
   * @param running what the parts run with
   * @param next what they are to run with
   * @param state what the pipeline has done so far
   * @param nowMillis epoch milliseconds
   */
  public static ChangePlan of(
      PipelineConfig running, PipelineConfig next, PipelineState state, long nowMillis) {
    return new ChangePlan(
        next.pipeline(),
        ConfigChanges.between(running, next),
        MovedLoad.of(running, next, state, nowMillis));
  }

  /** For people. */
  public List<String> lines() {
    if (changes.all().isEmpty()) {
      return List.of("Pipeline %s runs with this configuration already.".formatted(pipeline));
    }
    List<String> lines = new ArrayList<>();
    lines.add("Pipeline %s would change:".formatted(pipeline));
    int width = changes.all().stream().mapToInt(change -> change.key().length()).max().orElse(0);
    for (KeyChange change : changes.all()) {
      lines.add(
          "  %s  %s -> %s"
              .formatted(
                  padded(change.key(), width), shown(change.before()), shown(change.after())));
      lines.add("  %s  %s: %s".formatted(padded("", width), how(change), changes.why(change)));
    }
    moved.ifPresent(load -> lines.add(load.text()));
    if (changes.all().stream().anyMatch(change -> PlacingKeys.NAMES.contains(change.key()))) {
      lines.add(
          "Models made before are refused then: records are hashed until a new model is adopted.");
    }
    return lines;
  }

  private String how(KeyChange change) {
    Effect effect = changes.effect(change);
    return switch (effect) {
      case PUSH -> "takes effect on %s".formatted(change.rule().partsText());
      case DEPLOY -> "needs `deploy`, which restarts the functions";
      case NONE -> "cannot change";
    };
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String shown(String value) {
    String text = value.isEmpty() ? "(none)" : value;
    return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS - 1) + "…" : text;
  }
}
