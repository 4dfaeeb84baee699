package io.shardsteer.trainer.evaluation;

import io.shardsteer.common.config.TrainingConfig.GateConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Refuses candidates that would not serve. Pure: figures in, what is wrong with them out.
 *
 * @param limits what the pipeline asks for
 */
public record Gate(GateConfig limits) {
  /** A candidate must spare queries at least this share of the shards that hashing asks. */
  static final double LEAST_GAIN_OVER_HASH = 0.05;

  /**
   * What a newer model may cost in shards read: it knows values and places that the old does not.
   */
  static final double WORTH_OF_BEING_NEW = 0.02;

  /** Scoring must keep up with a stream. */
  static final double MAX_SCORING_NANOS = 50_000;

  /**
   * @param figures see {@link Figure}; those of a present model may be absent
   * @return one sentence for each figure that failed, with its limit and the distance; empty if the
   *     candidate may be published
   */
  public List<String> failures(Map<String, Double> figures) {
    List<String> failures = new ArrayList<>();
    if (figures.containsKey(Figure.EXPECTED_FAN_OUT)) {
      addUnlessItPays(failures, figures);
    } else {
      addUnlessItBeatsHashing(failures, figures);
    }
    double r2 = figure(figures, Figure.R2);
    if (!(r2 >= limits.minR2())) {
      failures.add(
          String.format(
              Locale.ROOT,
              "%s is %.3f, %.3f below the least of %.3f.",
              Figure.R2,
              r2,
              limits.minR2() - r2,
              limits.minR2()));
    }
    // A stream that has just changed is uneven under any model made before; the split points follow
    // it.
    double imbalance =
        Math.max(
            limits.maxPredictedImbalance() + figure(figures, Figure.IMBALANCE_NOISE),
            figures.getOrDefault(Figure.PRESENT_IMBALANCE, 0.0));
    addIfAbove(
        failures,
        figures,
        Figure.PREDICTED_IMBALANCE,
        imbalance,
        "The present model's own and what chance adds are allowed for.");
    if (figures.containsKey(Figure.MOVEMENT)) {
      addIfAbove(failures, figures, Figure.MOVEMENT, limits.maxMovement(), "");
    }
    addIfAbove(failures, figures, Figure.MOJO_BYTES, (double) limits.maxModelBytes(), "");
    addIfAbove(failures, figures, Figure.SCORING_NANOS, MAX_SCORING_NANOS, "");
    return failures;
  }

  private static void addUnlessItBeatsHashing(List<String> failures, Map<String, Double> figures) {
    double hash = figure(figures, Figure.HASH_FAN_OUT);
    double limit = hash * (1 - LEAST_GAIN_OVER_HASH);
    // Where hashing reads one shard, or no query could be drawn, there is nothing to gain.
    if (!(hash > 1)) {
      return;
    }
    double ordered = figures.getOrDefault(Figure.LABEL_FAN_OUT, Double.NaN);
    String because =
        ordered > limit
            ? "Hashing has %.2f, and so nearly has the order itself (%.2f): the declared queries are nearly as wide as the data, so no order can spare them shards."
            : "Hashing has %.2f, the order itself %.2f: the features hardly tell where a record lies in the order.";
    addIfAbove(
        failures,
        figures,
        Figure.PREDICTED_FAN_OUT,
        limit,
        String.format(Locale.ROOT, because, hash, ordered));
  }

  private static void addUnlessItPays(List<String> failures, Map<String, Double> figures) {
    addIfAbove(
        failures,
        figures,
        Figure.EXPECTED_FAN_OUT,
        figure(figures, Figure.PRESENT_FAN_OUT) * (1 + WORTH_OF_BEING_NEW),
        String.format(
            Locale.ROOT,
            "Reads have %.2f now and would have %.2f after the change, but %.2f across it: the gain does not pay for what moves.",
            figure(figures, Figure.PRESENT_FAN_OUT),
            figure(figures, Figure.PREDICTED_FAN_OUT),
            figure(figures, Figure.SPANNING_FAN_OUT)));
  }

  private static void addIfAbove(
      List<String> failures,
      Map<String, Double> figures,
      String name,
      double limit,
      String because) {
    double value = figure(figures, name);
    if (!(value <= limit)) {
      String fact =
          String.format(
              Locale.ROOT,
              "%s is %.3f, %.3f above the limit of %.3f.",
              name,
              value,
              value - limit,
              limit);
      failures.add((fact + " " + because).strip());
    }
  }

  /** NaN, which passes no limit, where there is none. */
  private static double figure(Map<String, Double> figures, String name) {
    return figures.getOrDefault(name, Double.NaN);
  }
}
