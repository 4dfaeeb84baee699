package io.shardsteer.deploy.console;

/**
 * What a pipeline looked like at a moment, and the order keys that were routed in the time up to
 * it. Not thread-safe.
 */
final class Frame {
  /** Cells of equal width that the order is shown in. */
  static final int CELLS = 96;

  final long atMillis;
  final long[] records;
  final double imbalance;
  final double fanOut;
  final double writeMillisP99;
  final long rejects;
  final double[] load = new double[CELLS];

  /**
   * @param records of each shard that takes records, by shard id
   * @param fanOut mean shards that queries read; NaN where nothing was measured
   */
  Frame(
      long atMillis,
      long[] records,
      double imbalance,
      double fanOut,
      double writeMillisP99,
      long rejects) {
    this.atMillis = atMillis;
    this.records = records;
    this.imbalance = imbalance;
    this.fanOut = fanOut;
    this.writeMillisP99 = writeMillisP99;
    this.rejects = rejects;
  }

  /** Takes over the load of a time that this frame now also stands for. */
  void addLoadOf(Frame other) {
    for (int cell = 0; cell < CELLS; cell++) {
      load[cell] += other.load[cell];
    }
  }
}
