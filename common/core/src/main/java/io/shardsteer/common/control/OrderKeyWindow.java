package io.shardsteer.common.control;

import io.shardsteer.common.steering.SketchedOrderKeys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The recent distribution of order keys under one model. Not thread-safe.
 *
 * <p>It keeps the newest load, as much as even shards need for their share to be known within a few
 * per cent, in buckets of a report interval or a few; older buckets are joined in pairs, in pairs
 * of pairs and so on, as in ADWIN (Bifet, Gavalda: "Learning from Time-Changing Data with Adaptive
 * Windowing", SDM 2007), so that the space is bounded.
 *
 * <p>Two estimates compete for telling where the coming load will lie. <i>Story</i>, the longest
 * run of newest buckets that tell one story: it ends where an older bucket differs from the newer
 * ones by more than chance. It sees a jump with the first full bucket after it and follows a drift.
 * <i>All</i>, everything that is kept: it averages over waves that are too fast to be followed,
 * because a table takes effect only after a delay. Story is believed, unless it has lately
 * regretted it: where the two differed, what came a delay later was clearly nearer to all.
 *
 * <p>What is more than chance depends on the stream: records that come in bursts make neighbouring
 * intervals differ by more than independent ones would, so changes are measured by how much
 * neighbours usually differ. Until that is known, everything counts.
 */
final class OrderKeyWindow {
  /** Records kept for each shard: a fair share's standard error is then 3.5 %. */
  private static final double RECORDS_PER_SHARD = 800;

  /**
   * With fewer, a bucket would tell nothing about split points; then it takes several intervals.
   */
  private static final double RECORDS_PER_SHARD_IN_BUCKET = 8;

  /** What is expected of a model counts for this share of the records kept. */
  private static final double EXPECTED_SHARE = 0.125;

  private static final int LEAST_INTERVALS = 64;
  private static final int BUCKETS_OF_A_SIZE = 4;

  /** Difference in the share below some split point that is no change, however sure it is. */
  private static final double CHANGE = 0.02;

  /** Kolmogorov-Smirnov: two samples of one distribution differ by more once in a thousand. */
  private static final double CHANCE = 1.95;

  /** The same, once in ten times. */
  private static final double USUAL_CHANCE = 1.22;

  private static final double USUAL = 0.9;

  /** Intervals over which it is seen by how much neighbouring ones differ. */
  private static final int COMPARED = 64;

  private static final int LEAST_COMPARED = 8;

  /** How much of the regret is forgotten in an interval. */
  private static final double FORGOTTEN = 0.05;

  /** Following in vain costs more than not following: sizes swing instead of averaging out. */
  private static final double COST_OF_FOLLOWING = 1.5;

  private static final int LONGEST_DELAY = 32;

  /** Distributions that are merged on and on are kept this much finer than those that are kept. */
  private static final int FINER = 2;

  private record Bucket(int size, Distribution distribution) {
    static final int EXPECTED = -1;

    int intervals() {
      return isExpected() ? 0 : 1 << size;
    }

    boolean isExpected() {
      return size == EXPECTED;
    }
  }

  /** What was expected at an interval's end. */
  private record Estimates(Distribution story, Distribution all) {}

  private int shardCount;
  private final List<Bucket> newestFirst = new ArrayList<>();
  private final List<Distribution> open = new ArrayList<>();
  private final Deque<Estimates> estimatesNewestFirst = new ArrayDeque<>();
  private final Deque<Double> differences = new ArrayDeque<>();
  private @Nullable Distribution recent;
  private double regret;
  private int openIntervals;

  OrderKeyWindow(int shardCount) {
    this.shardCount = shardCount;
  }

  /**
   * What this window would be if the records had had other order keys.
   *
   * @param mapping from each order key to the other one, ascending
   */
  OrderKeyWindow moved(DoubleUnaryOperator mapping) {
    OrderKeyWindow moved = new OrderKeyWindow(shardCount);
    for (Bucket bucket : newestFirst) {
      moved.newestFirst.add(new Bucket(bucket.size(), bucket.distribution().moved(mapping)));
    }
    for (Estimates estimates : estimatesNewestFirst) {
      moved.estimatesNewestFirst.addLast(
          new Estimates(estimates.story().moved(mapping), estimates.all().moved(mapping)));
    }
    moved.differences.addAll(differences);
    moved.regret = regret;
    moved.recent = recent == null ? null : recent.moved(mapping);
    return moved;
  }

  /** From now on it keeps as much as another number of shards needs. */
  void splitInto(int shardCount) {
    this.shardCount = shardCount;
  }

  private double capacity() {
    return RECORDS_PER_SHARD * shardCount;
  }

  private double leastInBucket() {
    return RECORDS_PER_SHARD_IN_BUCKET * shardCount;
  }

  private int resolution() {
    return Math.max(1024, 8 * shardCount);
  }

  /**
   * Begins with what is expected of a model that has routed nothing yet; it counts for a few
   * records of each shard.
   */
  void expect(Distribution expected) {
    newestFirst.add(new Bucket(Bucket.EXPECTED, expected.countingFor(capacity() * EXPECTED_SHARE)));
  }

  /**
   * Adds what one report tells.
   *
   * @param load records or bytes that the order keys stand for
   */
  void add(SketchedOrderKeys told, double load) {
    if (load > 0) {
      open.add(Distribution.of(told.orderKeys(), told.weights(), load, (double) told.count()));
    }
  }

  /**
   * Ends an interval: what was added since the newest bucket becomes the next one, if it suffices.
   *
   * @param delayIntervals report intervals between what is known and the effect of a decision
   */
  void endInterval(int delayIntervals) {
    openIntervals++;
    if (open.stream().mapToDouble(Distribution::records).sum() < leastInBucket()) {
      return;
    }
    Distribution newest = Distribution.merge(open).thinned(resolution());
    int delayBuckets = (delayIntervals + openIntervals - 1) / openIntervals;
    open.clear();
    openIntervals = 0;
    compareWithNeighbour(newest);
    judgeEstimates(newest, Math.max(1, Math.min(delayBuckets, LONGEST_DELAY)));
    newestFirst.add(0, new Bucket(0, newest));
    for (int size = 0; joinOldestOf(size); size++) {}
    dropWhatIsNotNeeded();
    estimate();
  }

  private void compareWithNeighbour(Distribution newest) {
    if (newestFirst.isEmpty() || newestFirst.get(0).isExpected()) {
      return;
    }
    Distribution before = newestFirst.get(0).distribution();
    differences.addLast(newest.distance(before) / deviation(newest, before));
    if (differences.size() > COMPARED) {
      differences.removeFirst();
    }
  }

  /**
   * How much more neighbouring intervals differ than independent records would: records that come
   * in bursts tell less than they are. Infinite until it is known.
   */
  private double burstiness() {
    if (differences.size() < LEAST_COMPARED) {
      return Double.POSITIVE_INFINITY;
    }
    double[] sorted = differences.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return Math.max(1, sorted[(int) (USUAL * sorted.length)] / USUAL_CHANCE);
  }

  private void judgeEstimates(Distribution newest, int delayBuckets) {
    regret -= FORGOTTEN * regret;
    int ago = 1;
    for (Estimates estimates : estimatesNewestFirst) {
      if (ago++ == delayBuckets && estimates.story().distance(estimates.all()) > CHANGE) {
        regret +=
            COST_OF_FOLLOWING * error(estimates.story(), newest) - error(estimates.all(), newest);
      }
    }
  }

  private double error(Distribution estimate, Distribution outcome) {
    return Math.max(0, estimate.distance(outcome) - chance(estimate, outcome));
  }

  private double chance(Distribution one, Distribution other) {
    return CHANCE * burstiness() * deviation(one, other);
  }

  private static double deviation(Distribution one, Distribution other) {
    return Math.sqrt(1 / one.records() + 1 / other.records());
  }

  private boolean joinOldestOf(int size) {
    int last = -1;
    int count = 0;
    for (int i = 0; i < newestFirst.size(); i++) {
      if (newestFirst.get(i).size() == size) {
        last = i;
        count++;
      }
    }
    if (count <= BUCKETS_OF_A_SIZE) {
      return false;
    }
    Distribution older = newestFirst.remove(last).distribution();
    Distribution newer = newestFirst.get(last - 1).distribution();
    Distribution joined = Distribution.merge(List.of(newer, older)).thinned(resolution());
    newestFirst.set(last - 1, new Bucket(size + 1, joined));
    return true;
  }

  private void dropWhatIsNotNeeded() {
    double records = newestFirst.stream().mapToDouble(b -> b.distribution().records()).sum();
    int intervals = newestFirst.stream().mapToInt(Bucket::intervals).sum();
    while (newestFirst.size() > 1) {
      Bucket oldest = newestFirst.get(newestFirst.size() - 1);
      records -= oldest.distribution().records();
      intervals -= oldest.intervals();
      if (records < capacity() || intervals < LEAST_INTERVALS) {
        return;
      }
      newestFirst.remove(newestFirst.size() - 1);
    }
  }

  private void estimate() {
    Distribution all = newestFirst.get(0).distribution();
    Distribution story = null;
    for (Bucket bucket : newestFirst.subList(1, newestFirst.size())) {
      Distribution older = bucket.distribution();
      if (story == null && all.distance(older) > Math.max(CHANGE, chance(all, older))) {
        story = all;
      }
      all = Distribution.merge(List.of(all, older)).thinned(FINER * resolution());
    }
    story = (story == null ? all : story).thinned(resolution());
    all = all.thinned(resolution());
    estimatesNewestFirst.addFirst(new Estimates(story, all));
    if (estimatesNewestFirst.size() > LONGEST_DELAY) {
      estimatesNewestFirst.removeLast();
    }
    recent = regret > 0 ? all : story;
  }

  /** Where the coming load is expected to lie; empty before the first interval's end. */
  Optional<Distribution> recent() {
    return Optional.ofNullable(recent);
  }
}
