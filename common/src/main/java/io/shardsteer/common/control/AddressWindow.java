package io.shardsteer.common.control;

import io.shardsteer.common.steering.AddressSketch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The recent distribution of addresses under one model. Not thread-safe.
 *
 * <p>It keeps the newest load, as much as even shards need for their share to be known within a few
 * per cent, in buckets of one report interval; older buckets are joined in pairs, in pairs of pairs
 * and so on, as in ADWIN (Bifet, Gavalda: "Learning from Time-Changing Data with Adaptive
 * Windowing", SDM 2007), so the space is bounded. What is asked for is the longest run of newest
 * buckets that tell one story: it ends where an older bucket differs from the newer ones by more
 * than chance and by enough to matter. So a jump is seen with the first full bucket after it, while
 * cycles shorter than the window average out.
 */
final class AddressWindow {
  /** Records kept for each shard: a fair share's standard error is then 3.5 %. */
  private static final double RECORDS_PER_SHARD = 800;

  private static final int LEAST_BUCKETS = 8;
  private static final int BUCKETS_OF_A_SIZE = 4;

  /** Difference in the share below some cut from which an older bucket is another story. */
  private static final double CHANGE = 0.25;

  /** Kolmogorov-Smirnov: two samples of one distribution differ by more once in a thousand. */
  private static final double CHANCE = 1.95;

  private record Bucket(int size, Distribution distribution) {}

  private final double capacity;
  private final int resolution;
  private final List<Bucket> newestFirst = new ArrayList<>();
  private final List<Distribution> open = new ArrayList<>();

  AddressWindow(int shardCount) {
    capacity = RECORDS_PER_SHARD * shardCount;
    resolution = Math.max(2048, 8 * shardCount);
  }

  /**
   * Adds what one report tells.
   *
   * @param load records or bytes that the sketch stands for
   */
  void add(AddressSketch sketch, double load) {
    List<double[]> retained = new ArrayList<>();
    sketch.forEach((address, weight) -> retained.add(new double[] {address, weight}));
    if (retained.isEmpty() || !(load > 0)) {
      return;
    }
    retained.sort((a, b) -> Double.compare(a[0], b[0]));
    double[] addresses = retained.stream().mapToDouble(item -> item[0]).toArray();
    double[] weights = retained.stream().mapToDouble(item -> item[1]).toArray();
    open.add(Distribution.of(addresses, weights, load, (double) sketch.count()));
  }

  /** Ends an interval: what was added since the last call becomes the newest bucket. */
  void endInterval() {
    if (open.isEmpty()) {
      return;
    }
    newestFirst.add(0, new Bucket(0, Distribution.merge(open).thinned(resolution)));
    open.clear();
    for (int size = 0; joinOldestOf(size); size++) {}
    dropWhatIsNotNeeded();
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
    Distribution joined = Distribution.merge(List.of(newer, older)).thinned(resolution);
    newestFirst.set(last - 1, new Bucket(size + 1, joined));
    return true;
  }

  private void dropWhatIsNotNeeded() {
    double records = newestFirst.stream().mapToDouble(b -> b.distribution().records()).sum();
    while (newestFirst.size() > LEAST_BUCKETS) {
      records -= newestFirst.get(newestFirst.size() - 1).distribution().records();
      if (records < capacity) {
        return;
      }
      newestFirst.remove(newestFirst.size() - 1);
    }
  }

  /** The newest buckets that tell one story, joined; empty before the first interval's end. */
  Optional<Distribution> recent() {
    Distribution joined = null;
    for (Bucket bucket : newestFirst) {
      Distribution older = bucket.distribution();
      if (joined == null) {
        joined = older;
      } else if (joined.distance(older) > largestDistanceOfOneStory(joined, older)) {
        break;
      } else {
        joined = Distribution.merge(List.of(joined, older));
      }
    }
    return Optional.ofNullable(joined);
  }

  private static double largestDistanceOfOneStory(Distribution one, Distribution other) {
    return Math.max(CHANGE, CHANCE * Math.sqrt(1 / one.records() + 1 / other.records()));
  }
}
