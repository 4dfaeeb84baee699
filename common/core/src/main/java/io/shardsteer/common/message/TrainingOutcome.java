package io.shardsteer.common.message;

import io.shardsteer.common.steering.ModelRef;
import java.util.List;
import java.util.Map;

/** The trainer's answer to a {@link RetrainRequest}. */
public sealed interface TrainingOutcome extends SteerMessage {
  /** {@link RetrainRequest#id()}. */
  String requestId();

  /**
   * A model that passed the gate.
   *
   * @param model where it is
   * @param shards the shard of each interval of the new order, such that least load changes shard
   * @param orderKeyQuantiles 4,097 ascending quantiles (0, 1/4096, .. 1), load-weighted, of the
   *     newest samples' order keys under the new model: first split points are read off them
   * @param presentQuantiles the same under the present model, where the order is the present one,
   *     refined, so that its split points can be carried over; else empty
   * @param evaluation figures on the later slice, by name: accuracy, macro_f1, r2,
   *     predicted_imbalance, predicted_fan_out, movement, ...
   * @param trainingMillis time from request to announcement
   */
  record Candidate(
      String requestId,
      ModelRef model,
      List<Integer> shards,
      List<Double> orderKeyQuantiles,
      List<Double> presentQuantiles,
      Map<String, Double> evaluation,
      long trainingMillis)
      implements TrainingOutcome {
    /** Name of the figure that says how finely the order is to be told, see {@code Resolution}. */
    public static final String RESOLUTION = "resolution";

    public Candidate {
      shards = List.copyOf(shards);
      orderKeyQuantiles = List.copyOf(orderKeyQuantiles);
      presentQuantiles = List.copyOf(presentQuantiles);
      evaluation = Map.copyOf(evaluation);
    }
  }

  /**
   * No model: too few samples, the gate refused it, or the training failed. The old one stays.
   *
   * @param reason which figure failed by how much, for people
   */
  record Refused(String requestId, String reason, Map<String, Double> evaluation)
      implements TrainingOutcome {
    public Refused {
      evaluation = Map.copyOf(evaluation);
    }
  }
}
