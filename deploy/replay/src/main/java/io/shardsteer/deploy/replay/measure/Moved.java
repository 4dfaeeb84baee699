package io.shardsteer.deploy.replay.measure;

import java.util.List;

/**
 * What the changes of one kind re-routed, as shares.
 *
 * @param changes how many there were
 * @param mean mean share of the fixed probe set; 0 without changes
 * @param most largest such share
 * @param newestMean mean share of the newest records, thus of the load as it is
 * @param newestMost largest such share
 */
public record Moved(int changes, double mean, double most, double newestMean, double newestMost) {
  static Moved of(List<Double> probes, List<Double> newest) {
    return new Moved(probes.size(), mean(probes), most(probes), mean(newest), most(newest));
  }

  private static double mean(List<Double> shares) {
    return shares.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  private static double most(List<Double> shares) {
    return shares.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
