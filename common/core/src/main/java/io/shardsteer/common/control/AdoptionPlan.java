package io.shardsteer.common.control;

import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * How a candidate would take over from the present table. Pure.
 *
 * @param candidate what is adopted
 * @param before the present table
 * @param refines whether the candidate's order is the present one, refined
 * @param resolution how finely the order is to be told
 * @param shards the shard of each interval
 * @param expected where the load is expected to lie in the candidate's order
 */
record AdoptionPlan(
    Candidate candidate,
    RoutingTable before,
    boolean refines,
    int resolution,
    List<Integer> shards,
    Distribution expected) {
  /** Quantiles in a candidate, and so many records do they resolve. */
  private static final int QUANTILES = 4096;

  AdoptionPlan {
    shards = List.copyOf(shards);
  }

  /**
   * @param judgedAgainst version of the model that the candidate was compared with; -1: unknown
   * @param shardCount configured number of shards
   */
  static AdoptionPlan of(
      Candidate candidate, RoutingTable before, int judgedAgainst, int shardCount) {
    boolean refines =
        !candidate.presentQuantiles().isEmpty()
            && before.model().version() == judgedAgainst
            && before.splitPoints().count() == shardCount;
    double records = candidate.evaluation().getOrDefault("later_samples", (double) QUANTILES);
    return new AdoptionPlan(
        candidate,
        before,
        refines,
        resolution(candidate, before),
        refines ? before.shards() : shards(candidate, shardCount),
        Distribution.ofQuantiles(candidate.orderKeyQuantiles(), records));
  }

  /** Why a candidate cannot be adopted; empty if it can. */
  static Optional<String> flaw(Candidate candidate, RoutingHistory history) {
    int version = candidate.model().version();
    if (history.models().stream().anyMatch(it -> it.version() >= version)) {
      return Optional.of("Model version %d is not new.".formatted(version));
    }
    if (!ascend(candidate.orderKeyQuantiles()) || !ascend(candidate.presentQuantiles())) {
      return Optional.of("The candidate's order key quantiles do not ascend within [0,1].");
    }
    int present = candidate.presentQuantiles().size();
    if (present != 0 && present != candidate.orderKeyQuantiles().size()) {
      return Optional.of("The candidate has other quantiles of the present order than of its own.");
    }
    return candidate.orderKeyQuantiles().size() < 2
        ? Optional.of("The candidate has no order key quantiles.")
        : Optional.empty();
  }

  private static boolean ascend(List<Double> quantiles) {
    double previous = 0;
    for (double quantile : quantiles) {
      if (!(quantile >= previous && quantile <= 1)) {
        return false;
      }
      previous = quantile;
    }
    return true;
  }

  /** The candidate's choice, if it was made for the number of shards that there is now. */
  private static List<Integer> shards(Candidate candidate, int shardCount) {
    List<Integer> all = IntStream.range(0, shardCount).boxed().toList();
    boolean each = candidate.shards().stream().sorted().toList().equals(all);
    return each ? candidate.shards() : all;
  }

  /** As fine as the candidate was judged to bear, and no finer than the order that it follows. */
  private static int resolution(Candidate candidate, RoutingTable before) {
    int present = before.model().isHash() ? Resolution.FULL : before.splitPoints().resolution();
    double judged =
        candidate.evaluation().getOrDefault(Candidate.RESOLUTION, (double) Resolution.FULL);
    return judged >= Resolution.LOWEST ? (int) Math.min(judged, present) : present;
  }

  /**
   * The present split points at the same ranks of the refined order, so that next to nothing moves;
   * empty where the order is another one and split points have to be found anew.
   */
  Optional<SplitPoints> carriedSplitPoints() {
    if (!refines || resolution != Resolution.FULL) {
      return Optional.empty();
    }
    DoubleUnaryOperator mapping = mapping();
    double[] carried = new double[before.splitPoints().count() - 1];
    for (int i = 0; i < carried.length; i++) {
      double least = i == 0 ? 0 : carried[i - 1];
      carried[i] = Math.max(least, mapping.applyAsDouble(before.splitPoints().to(i)));
    }
    return Optional.of(SplitPoints.of(carried));
  }

  /** From an order key under the present model to that of the same rank under the candidate. */
  DoubleUnaryOperator mapping() {
    List<Double> from = candidate.presentQuantiles();
    List<Double> to = candidate.orderKeyQuantiles();
    return key -> carriedOver(key, from, to);
  }

  private static double carriedOver(double key, List<Double> from, List<Double> to) {
    int rank = firstNotBelow(from, key);
    if (rank == from.size()) {
      return Math.nextDown(1.0);
    }
    double position = OrderKey.position(to.get(rank));
    // A split through records alike divides them by their keys' hashes, as before.
    if (OrderKey.position(from.get(rank)) == OrderKey.position(key)) {
      return position + key - OrderKey.position(key);
    }
    boolean apart = rank == 0 || OrderKey.position(to.get(rank - 1)) < position;
    return apart ? position : to.get(rank);
  }

  private static int firstNotBelow(List<Double> ascending, double key) {
    int low = 0;
    int high = ascending.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending.get(middle) < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Samples that the candidate was made of; many, where that is not known. */
  int madeOf() {
    double earlier =
        candidate.evaluation().getOrDefault("earlier_samples", (double) Integer.MAX_VALUE);
    return (int) (earlier + candidate.evaluation().getOrDefault("later_samples", 0.0));
  }
}
