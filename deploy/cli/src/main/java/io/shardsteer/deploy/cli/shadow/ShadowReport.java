package io.shardsteer.deploy.cli.shadow;

import io.shardsteer.common.steering.Resolution;
import io.shardsteer.trainer.BuildResult;
import io.shardsteer.trainer.evaluation.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How another configuration's model did on newer samples than it was made of.
 *
 * @param pipeline whose stream it was
 * @param presentModelVersion of the model that routes; 0: hashing
 * @param figures by the names of {@link Figure}
 * @param refusal why its gate would not let it pass, or why there is no model; empty: it would
 */
public record ShadowReport(
    String pipeline, int presentModelVersion, Map<String, Double> figures, String refusal) {
  public ShadowReport {
    figures = Map.copyOf(figures);
  }

  static ShadowReport of(String pipeline, int presentModelVersion, BuildResult result) {
    String refusal = result instanceof BuildResult.Refused refused ? refused.reason() : "";
    return new ShadowReport(pipeline, presentModelVersion, result.evaluation(), refusal);
  }

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (figures.containsKey(Figure.PREDICTED_IMBALANCE)) {
      lines.add(
          String.format(
              Locale.ROOT,
              "Made of %,.0f samples of pipeline %s, judged by the %,.0f newer ones; nothing is routed by it.",
              figures.getOrDefault(Figure.EARLIER_SAMPLES, 0.0),
              pipeline,
              figures.getOrDefault(Figure.LATER_SAMPLES, 0.0)));
      lines.add(
          row(
              "",
              "hashing",
              presentModelVersion == 0 ? "now" : "model " + presentModelVersion,
              "shadow"));
      lines.add(
          row(
              "(largest - smallest) / fair",
              figure(Figure.HASH_IMBALANCE),
              figure(presentModelVersion == 0 ? Figure.HASH_IMBALANCE : Figure.PRESENT_IMBALANCE),
              figure(Figure.PREDICTED_IMBALANCE)));
      lines.add(
          row(
              "shards read per query",
              figure(Figure.HASH_FAN_OUT),
              figure(Figure.PRESENT_FAN_OUT),
              figure(Figure.PREDICTED_FAN_OUT)));
      lines.add(
          "Load that would change its shard: %s; resolution %.0f of %d bits."
              .formatted(
                  percent(figures.getOrDefault(Figure.MOVEMENT, Double.NaN)),
                  figures.getOrDefault(Figure.RESOLUTION, (double) Resolution.FULL),
                  Resolution.FULL));
    }
    lines.add(refusal.isEmpty() ? "Its gate would let it pass." : refusal);
    return lines;
  }

  private static String row(String what, String hashing, String present, String shadow) {
    return String.format(Locale.ROOT, "  %-27s %10s %10s %10s", what, hashing, present, shadow);
  }

  private String figure(String name) {
    double value = figures.getOrDefault(name, Double.NaN);
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "unknown";
  }

  private static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", share * 100) : "unknown";
  }
}
