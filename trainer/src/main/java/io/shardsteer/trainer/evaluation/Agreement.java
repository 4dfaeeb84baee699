package io.shardsteer.trainer.evaluation;

/**
 * How far predicted shards agree with expected ones, by load.
 *
 * @param accuracy share of the load that is predicted into the expected shard
 * @param macroF1 mean over the shards of the harmonic mean of precision and recall
 */
record Agreement(double accuracy, double macroF1) {

  /**
   * @param expected shard of each row, 0..count-1
   * @param predicted likewise
   */
  static Agreement of(int[] expected, int[] predicted, double[] loads, int count) {
    double[] hits = new double[count];
    double[] expectedLoad = new double[count];
    double[] predictedLoad = new double[count];
    double hit = 0;
    double total = 0;
    for (int row = 0; row < loads.length; row++) {
      expectedLoad[expected[row]] += loads[row];
      predictedLoad[predicted[row]] += loads[row];
      total += loads[row];
      if (expected[row] == predicted[row]) {
        hits[expected[row]] += loads[row];
        hit += loads[row];
      }
    }
    double f1 = 0;
    int present = 0;
    for (int shard = 0; shard < count; shard++) {
      double both = expectedLoad[shard] + predictedLoad[shard];
      if (both > 0) {
        f1 += 2 * hits[shard] / both;
        present++;
      }
    }
    return new Agreement(hit / total, f1 / present);
  }
}
