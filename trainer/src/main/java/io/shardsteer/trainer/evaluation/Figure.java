package io.shardsteer.trainer.evaluation;

import io.shardsteer.common.message.TrainingOutcome.Candidate;

/**
 * Names of the figures of an evaluation, as they stand in manifests, outcomes and the decision log.
 */
public final class Figure {
  /** Share of the later load that is predicted into the shard that its label leads to. */
  public static final String ACCURACY = "accuracy";

  /** Mean over the shards of F1, for the same question. */
  public static final String MACRO_F1 = "macro_f1";

  /** Share of the labels' variance that is explained. */
  public static final String R2 = "r2";

  /**
   * Largest minus smallest shard of the later slice, each as a multiple of its fair share, if split
   * points follow the stream.
   */
  public static final String PREDICTED_IMBALANCE = "predicted_imbalance";

  /** The same for the present model, cut at the same times; absent under hashing. */
  public static final String PRESENT_IMBALANCE = "present_imbalance";

  /** The same for hashing. */
  public static final String HASH_IMBALANCE = "hash_imbalance";

  /** What chance alone adds to an imbalance in a slice of this size. */
  public static final String IMBALANCE_NOISE = "imbalance_noise";

  /**
   * How finely the candidate's order would be told: the finest resolution at which it is even
   * enough, and no finer than the order in force. All figures are of the order at this resolution.
   */
  public static final String RESOLUTION = Candidate.RESOLUTION;

  /** Shards that a declared query reads. */
  public static final String PREDICTED_FAN_OUT = "predicted_fan_out";

  /** The same if every record lay exactly where its label says. */
  public static final String LABEL_FAN_OUT = "label_fan_out";

  /** The same under the table in force, that of hashing included. */
  public static final String PRESENT_FAN_OUT = "present_fan_out";

  /**
   * Shards read by a declared query whose answers the present order and the candidate's have placed
   * together.
   */
  public static final String SPANNING_FAN_OUT = "spanning_fan_out";

  /**
   * Shards that a declared query reads in the mean over the time that the candidate would route,
   * reads that span the change included.
   */
  public static final String EXPECTED_FAN_OUT = "expected_fan_out";

  /** The same for hashing. */
  public static final String HASH_FAN_OUT = "hash_fan_out";

  /** Share of the load that changes shard. */
  public static final String MOVEMENT = "movement";

  /** Size of the MOJO. */
  public static final String MOJO_BYTES = "mojo_bytes";

  /** Time to score one record: mean over the later slice, fastest of a few passes. */
  public static final String SCORING_NANOS = "scoring_nanos";

  /** Records that the model was made from. */
  public static final String EARLIER_SAMPLES = "earlier_samples";

  /** Records that it was judged by. */
  public static final String LATER_SAMPLES = "later_samples";

  /** 1 if the order has a new structure, 0 if it keeps the present model's. */
  public static final String FRESH_ORDER = "fresh_order";

  /**
   * Shards that a query of one template reads, where several are declared; the template's name
   * follows.
   */
  public static final String FAN_OUT_OF = "fan_out_of_";

  /** The same in an order that is made for this template alone: what the others cost it. */
  public static final String LEAST_FAN_OUT_OF = "least_fan_out_of_";

  private Figure() {}
}
