package io.shardsteer.deploy.replay.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Slicer's weighted-move over ranges (Adya et al., Slicer: auto-sharding for datacenter
 * applications, OSDI 2016, section 4.4), over the order of the first queried field instead of
 * hashed keys, so that it may keep neighbours together.
 *
 * <p>Once every hundredth of the stream, by the load since the time before: merge cold neighbours
 * while there are more than {@value #MERGE_ABOVE} slices a shard (churn at most 1 % of the keys);
 * move the slices that take most from the hottest shard for the keys that they churn (at most 9 %);
 * split slices that are twice as hot as the mean while there are fewer than {@value #SPLIT_BELOW} a
 * shard. A slice splits at the middle of its keys.
 */
final class Slices implements ShardingMethod {
  static final int MERGE_ABOVE = 50;
  static final int SPLIT_BELOW = 150;
  private static final double MERGE_CHURN = 0.01;
  private static final double MOVE_CHURN = 0.09;
  private static final int ADJUSTMENTS = 100;

  private final Trial trial;
  private final double[] known;
  private final int interval;
  private List<Slice> slices = new ArrayList<>();
  private double[] starts;
  private final Epochs<Placed> placed;

  /** Where slices began and which shards they were in. */
  private static final class Placed {
    private final double[] starts;
    private final int[] shards;

    Placed(double[] starts, int[] shards) {
      this.starts = starts;
      this.shards = shards;
    }

    void ask(double lowest, double highest, BitSet asked) {
      for (int i = 0; i < starts.length; i++) {
        double end = i + 1 < starts.length ? starts[i + 1] : Double.POSITIVE_INFINITY;
        if (starts[i] <= highest && end > lowest) {
          asked.set(shards[i]);
        }
      }
    }
  }

  /** Keys {@code from} to {@code to} of [0,1), the load since the last adjustment, the shard. */
  private static final class Slice {
    final double from;
    double to;
    int shard;
    double load;

    Slice(double from, double to, int shard) {
      this.from = from;
      this.to = to;
      this.shard = shard;
    }

    double keys() {
      return to - from;
    }
  }

  Slices(Trial trial) {
    this.trial = trial;
    known =
        Arrays.stream(trial.coordinates().slice(0, 0, trial.learnedAtStart()))
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .distinct()
            .toArray();
    interval = Math.max(1, trial.recording().size() / ADJUSTMENTS);
    for (int shard = 0; shard < trial.shards(); shard++) {
      double width = 1.0 / trial.shards();
      slices.add(new Slice(shard * width, (shard + 1) * width, shard));
    }
    starts = starts();
    placed = new Epochs<>(placed());
  }

  private Placed placed() {
    return new Placed(starts, slices.stream().mapToInt(slice -> slice.shard).toArray());
  }

  /** Where a value lies among those known at the start, [0,1); values between share a gap. */
  private double key(int record) {
    return key(trial.coordinates().at(record, 0));
  }

  private double key(double value) {
    if (Double.isNaN(value) || known.length == 0) {
      return 0;
    }
    int found = Arrays.binarySearch(known, value);
    if (found >= 0) {
      return (found + 1.0) / (known.length + 2);
    }
    int above = -found - 1;
    if (above == 0) {
      double beyond = known[0] - value;
      return 1 / (1 + beyond) / (known.length + 2);
    }
    if (above == known.length) {
      double beyond = value - known[known.length - 1];
      return (known.length + 1 - 1 / (1 + beyond)) / (known.length + 2);
    }
    double part = (value - known[above - 1]) / (known[above] - known[above - 1]);
    return (above + part) / (known.length + 2);
  }

  @Override
  public Change arrive(int record) {
    if (record == 0 || record % interval != 0) {
      return Change.NONE;
    }
    merge();
    boolean moved = move();
    split();
    starts = starts();
    placed.begin(record, placed());
    slices.forEach(slice -> slice.load = 0);
    return moved ? Change.REBALANCE : Change.NONE;
  }

  private void merge() {
    double mean = slices.stream().mapToDouble(slice -> slice.load).sum() / slices.size();
    double churn = 0;
    List<Slice> merged = new ArrayList<>();
    int left = slices.size();
    for (Slice slice : slices) {
      Slice before = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      boolean enough = left > MERGE_ABOVE * trial.shards();
      if (before != null && enough && before.load + slice.load < mean) {
        double moves = before.shard == slice.shard ? 0 : slice.keys();
        if (churn + moves <= MERGE_CHURN) {
          churn += moves;
          before.to = slice.to;
          before.load += slice.load;
          left--;
          continue;
        }
      }
      merged.add(slice);
    }
    slices = merged;
  }

  private boolean move() {
    double churn = 0;
    boolean moved = false;
    while (true) {
      double[] loads = new double[trial.shards()];
      slices.forEach(slice -> loads[slice.shard] += slice.load);
      int hottest = extreme(loads, Comparator.reverseOrder());
      int coldest = extreme(loads, Comparator.naturalOrder());
      double allowed = MOVE_CHURN - churn;
      Slice best = null;
      double bestWeight = 0;
      for (Slice slice : slices) {
        double after = Math.max(loads[hottest] - slice.load, loads[coldest] + slice.load);
        double weight = (loads[hottest] - after) / slice.keys();
        if (slice.shard == hottest && slice.keys() <= allowed && weight > bestWeight) {
          best = slice;
          bestWeight = weight;
        }
      }
      if (best == null) {
        return moved;
      }
      best.shard = coldest;
      churn += best.keys();
      moved = true;
    }
  }

  private static int extreme(double[] loads, Comparator<Double> first) {
    int best = 0;
    for (int shard = 1; shard < loads.length; shard++) {
      if (first.compare(loads[shard], loads[best]) < 0) {
        best = shard;
      }
    }
    return best;
  }

  private void split() {
    double mean = slices.stream().mapToDouble(slice -> slice.load).sum() / slices.size();
    List<Slice> split = new ArrayList<>();
    int count = slices.size();
    for (Slice slice : slices) {
      double middle = (slice.from + slice.to) / 2;
      boolean few = count < SPLIT_BELOW * trial.shards();
      if (few && slice.load >= 2 * mean && middle > slice.from && middle < slice.to) {
        split.add(new Slice(slice.from, middle, slice.shard));
        split.add(new Slice(middle, slice.to, slice.shard));
        count++;
      } else {
        split.add(slice);
      }
    }
    slices = split;
  }

  private double[] starts() {
    return slices.stream().mapToDouble(slice -> slice.from).toArray();
  }

  private Slice slice(int record) {
    int found = Arrays.binarySearch(starts, key(record));
    return slices.get(found < 0 ? -found - 2 : found);
  }

  @Override
  public int route(int record) {
    Slice slice = slice(record);
    slice.load += trial.loadOf(record);
    return slice.shard;
  }

  @Override
  public int locate(int record) {
    return slice(record).shard;
  }

  @Override
  public void ask(Query query, int from, BitSet shards) {
    Query.Bounds bounds = query.of(trial.dimensions().get(0));
    double lowest = bounds.low() == Double.NEGATIVE_INFINITY ? 0 : key(bounds.low());
    double highest = bounds.high() == Double.POSITIVE_INFINITY ? 1 : key(bounds.high());
    placed.since(from).forEach(then -> then.ask(lowest, highest, shards));
  }
}
