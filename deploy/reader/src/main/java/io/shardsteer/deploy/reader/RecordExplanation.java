package io.shardsteer.deploy.reader;

import java.util.List;

/**
 * Why a record goes where it goes.
 *
 * @param key what breaks ties between equal positions; empty where the record has no key and no id
 * @param models what each model makes of the record, the newest first
 * @param placements where each routing table puts it, the newest first
 */
public record RecordExplanation(String key, List<Opinion> models, List<Placement> placements) {
  public RecordExplanation {
    models = List.copyOf(models);
    placements = List.copyOf(placements);
  }

  /**
   * What one model makes of the record.
   *
   * @param version the model
   * @param features its features, in the model's order
   * @param position the predicted position; NaN where it predicts no number and the hash decides
   */
  public record Opinion(int version, List<Feature> features, double position) {
    public Opinion {
      features = List.copyOf(features);
    }
  }

  /**
   * One feature of the record.
   *
   * @param value a number, a level, or {@code missing}
   * @param lookedAt whether the model looks at it for this record; true where that is not known
   * @param effect by how much the position changes if it were missing
   */
  public record Feature(String name, String value, boolean lookedAt, double effect) {}

  /**
   * Where one routing table puts the record.
   *
   * @param revision the table
   * @param modelVersion its model, 0 for none
   * @param effectiveFromMillis publish time, epoch milliseconds, from which on it holds
   * @param orderKey the record's order key, in [0,1)
   * @param shard its shard
   * @param from lower border of the shard's order keys
   * @param to upper border, not included
   * @param pinned whether a pin sends it there, whatever the order says
   */
  public record Placement(
      long revision,
      int modelVersion,
      long effectiveFromMillis,
      double orderKey,
      int shard,
      double from,
      double to,
      boolean pinned) {
    /** Where the order puts the record. */
    public Placement(
        long revision,
        int modelVersion,
        long effectiveFromMillis,
        double orderKey,
        int shard,
        double from,
        double to) {
      this(revision, modelVersion, effectiveFromMillis, orderKey, shard, from, to, false);
    }

    /**
     * How far the nearest border is at which another shard begins; infinite where none does, or a
     * pin decides.
     */
    public double distanceToNearestSplitPoint() {
      if (pinned) {
        return Double.POSITIVE_INFINITY;
      }
      double below = from > 0 ? orderKey - from : Double.POSITIVE_INFINITY;
      double above = to < 1 ? to - orderKey : Double.POSITIVE_INFINITY;
      return Math.min(below, above);
    }
  }
}
