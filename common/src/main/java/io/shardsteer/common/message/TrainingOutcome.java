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
   * @param addressQuantiles 4,097 ascending quantiles (0, 1/4096, .. 1), load-weighted, of the
   *     newest samples' addresses under the new model: first cuts are read off them
   * @param evaluation figures on the later slice, by name: accuracy, macro_f1, r2,
   *     predicted_imbalance, predicted_fan_out, movement, ...
   * @param trainingMillis time from request to announcement
   */
  record Candidate(
      String requestId,
      ModelRef model,
      List<Double> addressQuantiles,
      Map<String, Double> evaluation,
      long trainingMillis)
      implements TrainingOutcome {
    public Candidate {
      addressQuantiles = List.copyOf(addressQuantiles);
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
