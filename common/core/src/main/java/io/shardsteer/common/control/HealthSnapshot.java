package io.shardsteer.common.control;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a pipeline is doing at a moment: what probation compares and what the decision log states. A
 * figure that could not be measured is NaN.
 *
 * @param sizeImbalance largest shard's size as a multiple of its fair part
 * @param rateImbalance the same of the rates of late
 * @param fastestShard whose rate that is; {@link #NO_SHARD} if it could not be measured
 * @param rateChance by how much the rate imbalance exceeds 1 by chance alone
 * @param writeMillisP99 slowest router instance's p99 of rows written
 * @param rejectShare rejected records as a share of all records since the comparison began
 * @param fanOut shards that a query has to read, as readers have measured
 * @param readMillisP99 of the slowest shard, as readers and probes have measured
 */
record HealthSnapshot(
    double sizeImbalance,
    double rateImbalance,
    int fastestShard,
    double rateChance,
    double writeMillisP99,
    double rejectShare,
    double fanOut,
    double readMillisP99) {
  static final int NO_SHARD = -1;

  /** The figures in their order, for a checkpoint. */
  List<Double> toList() {
    return List.of(
        sizeImbalance,
        rateImbalance,
        (double) fastestShard,
        rateChance,
        writeMillisP99,
        rejectShare,
        fanOut,
        readMillisP99);
  }

  /** What {@link #toList} made. */
  static HealthSnapshot of(List<Double> figures) {
    return new HealthSnapshot(
        figures.get(0),
        figures.get(1),
        figures.get(2).intValue(),
        figures.get(3),
        figures.get(4),
        figures.get(5),
        figures.get(6),
        figures.get(7));
  }

  /** The same with another fan-out. */
  HealthSnapshot withFanOut(double other) {
    return new HealthSnapshot(
        sizeImbalance,
        rateImbalance,
        fastestShard,
        rateChance,
        writeMillisP99,
        rejectShare,
        other,
        readMillisP99);
  }

  /** The figures that were measured, by name. */
  Map<String, Double> toMap() {
    var figures = new HashMap<String, Double>();
    put(figures, "size_imbalance", sizeImbalance);
    put(figures, "rate_imbalance", rateImbalance);
    put(figures, "write_millis_p99", writeMillisP99);
    put(figures, "reject_share", rejectShare);
    put(figures, "fan_out", fanOut);
    put(figures, "read_millis_p99", readMillisP99);
    return figures;
  }

  private static void put(Map<String, Double> figures, String name, double figure) {
    if (!Double.isNaN(figure)) {
      figures.put(name, figure);
    }
  }
}
