package io.shardsteer.deploy.replay.method;

import java.util.Arrays;

/**
 * Ranges of the first queried field between fixed quantiles of the stream's beginning: range
 * partitioning as in MySQL, Oracle or a pre-split HBase table. It knows the first {@value
 * Trial#LEARNED_RECORDS} records beforehand. Missing values go to the first shard.
 */
final class RangeSharding implements ShardingMethod {
  private final Trial trial;
  private final double[] bounds;

  RangeSharding(Trial trial) {
    this.trial = trial;
    double[] sorted =
        Arrays.stream(trial.coordinates().slice(0, 0, trial.learnedAtStart()))
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    bounds = new double[trial.shards() - 1];
    Arrays.setAll(
        bounds,
        i ->
            sorted.length == 0
                ? i
                : sorted[(int) ((long) (i + 1) * sorted.length / trial.shards())]);
  }

  @Override
  public int route(int record) {
    return locate(record);
  }

  @Override
  public int locate(int record) {
    double value = trial.coordinates().at(record, 0);
    int low = 0;
    int high = bounds.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (value >= bounds[middle]) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
