package io.shardsteer.common.control;

import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.SplitPoints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How the load lies along the order: distinct ascending order keys, each with a share of the load.
 * Its values never change; not thread-safe, as it keeps the order of lower resolution that was
 * asked for last.
 */
final class Distribution {
  private final int resolution;
  private final double[] orderKeys;

  /** Load below each order key, as a share of all; one longer than the order keys, from 0 to 1. */
  private final double[] below;

  private final double load;
  private final double records;
  private @Nullable Distribution lower;

  private Distribution(
      int resolution, double[] orderKeys, double[] below, double load, double records) {
    this.resolution = resolution;
    this.orderKeys = orderKeys;
    this.below = below;
    this.load = load;
    this.records = records;
  }

  /**
   * @param orderKeys ascending, at least one; repetitions are joined
   * @param weights of the order keys, all above 0, in any unit
   * @param load records or bytes that it stands for
   * @param records independent records that it rests on: its accuracy
   */
  static Distribution of(double[] orderKeys, double[] weights, double load, double records) {
    return of(Resolution.FULL, orderKeys, weights, load, records);
  }

  private static Distribution of(
      int resolution, double[] orderKeys, double[] weights, double load, double records) {
    double[] distinct = new double[orderKeys.length];
    double[] below = new double[orderKeys.length + 1];
    int count = 0;
    double sum = 0;
    for (int i = 0; i < orderKeys.length; i++) {
      if (count == 0 || orderKeys[i] > distinct[count - 1]) {
        distinct[count++] = orderKeys[i];
      }
      sum += weights[i];
      below[count] = sum;
    }
    below = Arrays.copyOf(below, count + 1);
    for (int i = 1; i <= count; i++) {
      below[i] /= sum;
    }
    below[count] = 1;
    return new Distribution(resolution, Arrays.copyOf(distinct, count), below, load, records);
  }

  /** Ascending, equally spaced quantiles, from the least key to the largest. */
  List<Double> quantiles(int count) {
    List<Double> quantiles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double rank = (double) i / (count - 1);
      int at = Arrays.binarySearch(below, rank);
      int index = at >= 0 ? at : -at - 2;
      quantiles.add(orderKeys[Math.max(0, Math.min(index, orderKeys.length - 1))]);
    }
    return quantiles;
  }

  /** The distribution with the given ascending, equally spaced quantiles. */
  static Distribution ofQuantiles(List<Double> quantiles, double records) {
    double[] orderKeys = quantiles.stream().mapToDouble(Double::doubleValue).toArray();
    double[] weights = new double[orderKeys.length];
    Arrays.fill(weights, 1);
    return of(orderKeys, weights, records, records);
  }

  /**
   * What is assumed where only split points are known: each interval holds the same, evenly spread.
   */
  static Distribution assumedBy(SplitPoints splitPoints) {
    int points = 64;
    double[] orderKeys = new double[splitPoints.count() * points];
    double[] weights = new double[orderKeys.length];
    Arrays.fill(weights, 1);
    for (int i = 0; i < orderKeys.length; i++) {
      int interval = i / points;
      double width = splitPoints.to(interval) - splitPoints.from(interval);
      double orderKey = splitPoints.from(interval) + width * (i % points) / points;
      orderKeys[i] = Math.min(orderKey, Math.nextDown(1.0));
    }
    return of(orderKeys, weights, 1, orderKeys.length);
  }

  /**
   * The same load at other order keys.
   *
   * @param mapping ascending; where it is not, what follows is kept from falling behind
   */
  Distribution moved(DoubleUnaryOperator mapping) {
    double[] moved = new double[orderKeys.length];
    double[] weights = new double[orderKeys.length];
    for (int i = 0; i < moved.length; i++) {
      double least = i == 0 ? 0 : moved[i - 1];
      moved[i] = Math.max(least, mapping.applyAsDouble(orderKeys[i]));
      weights[i] = below[i + 1] - below[i];
    }
    return of(moved, weights, load, records);
  }

  /**
   * The same load as it lies in an order of lower resolution.
   *
   * @param reduced the resolution of that order; this one's own or, of the finest order, any
   */
  Distribution at(int reduced) {
    if (reduced == resolution) {
      return this;
    }
    Distribution known = lower;
    if (known == null || known.resolution != reduced) {
      known = reduced(reduced);
      lower = known;
    }
    return known;
  }

  private Distribution reduced(int reduced) {
    record Point(double orderKey, double weight) {}
    Point[] points = new Point[orderKeys.length];
    Arrays.setAll(points, i -> new Point(Resolution.reduce(orderKeys[i], reduced), weight(i)));
    Arrays.sort(points, Comparator.comparingDouble(Point::orderKey));
    double[] places = Arrays.stream(points).mapToDouble(Point::orderKey).toArray();
    double[] weights = Arrays.stream(points).mapToDouble(Point::weight).toArray();
    return of(reduced, places, weights, load, records);
  }

  /** Split points of this order's resolution. */
  SplitPoints splitPointsAt(double[] splitPoints) {
    return SplitPoints.at(resolution, splitPoints);
  }

  /** All of them together, each weighing as much as its load. */
  static Distribution merge(List<Distribution> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Nothing to merge.");
    }
    // Halves of halves: one after the other, the reports of many routers would cost their square.
    int half = parts.size() / 2;
    return half == 0
        ? parts.get(0)
        : merge(parts.subList(0, half)).plus(merge(parts.subList(half, parts.size())));
  }

  private Distribution plus(Distribution other) {
    int size = orderKeys.length + other.orderKeys.length;
    double[] joined = new double[size];
    double[] weights = new double[size];
    int here = 0;
    int there = 0;
    for (int i = 0; i < size; i++) {
      boolean takeHere =
          there == other.orderKeys.length
              || (here < orderKeys.length && orderKeys[here] <= other.orderKeys[there]);
      joined[i] = takeHere ? orderKeys[here] : other.orderKeys[there];
      weights[i] = takeHere ? weight(here++) * load : other.weight(there++) * other.load;
    }
    return of(joined, weights, load + other.load, records + other.records);
  }

  private double weight(int i) {
    return below[i + 1] - below[i];
  }

  /** The same in at most this many order keys, each the middle of an equal share. */
  Distribution thinned(int most) {
    if (orderKeys.length <= most) {
      return this;
    }
    double[] kept = new double[most];
    double[] weights = new double[most];
    Arrays.fill(weights, 1);
    int from = 0;
    for (int i = 0; i < most; i++) {
      double rank = (i + 0.5) / most;
      while (below[from + 1] < rank) {
        from++;
      }
      kept[i] = orderKeys[from];
    }
    return of(kept, weights, load, records);
  }

  /** The same, resting on at most this many records. */
  Distribution countingFor(double most) {
    double part = Math.min(1, most / records);
    return new Distribution(resolution, orderKeys, below, load * part, records * part);
  }

  double load() {
    return load;
  }

  double records() {
    return records;
  }

  /** The share of the load below the split point, in [0,1]. */
  double rank(double splitPoint) {
    return below[firstNotBelow(splitPoint)];
  }

  private int firstNotBelow(double splitPoint) {
    int found = Arrays.binarySearch(orderKeys, splitPoint);
    return found < 0 ? -found - 1 : found;
  }

  /**
   * The share of the load below each split point, ascending; one less than there are intervals.
   *
   * @param splitPoints of the same resolution
   */
  double[] ranks(SplitPoints splitPoints) {
    double[] ranks = new double[splitPoints.count() - 1];
    int found = 0;
    for (int i = 0; i < ranks.length; i++) {
      found = firstNotBelow(splitPoints.to(i), found);
      ranks[i] = below[found];
    }
    return ranks;
  }

  /**
   * Split points ascend, so the next one lies a few order keys on: steps double until they pass it.
   */
  private int firstNotBelow(double splitPoint, int from) {
    int least = from;
    int step = 1;
    while (least + step <= orderKeys.length && orderKeys[least + step - 1] < splitPoint) {
      least += step;
      step *= 2;
    }
    int most = Math.min(least + step, orderKeys.length);
    int found = Arrays.binarySearch(orderKeys, least, most, splitPoint);
    return found < 0 ? -found - 1 : found;
  }

  /** The share of the load in each interval. */
  double[] shares(SplitPoints splitPoints) {
    double[] ranks = ranks(splitPoints);
    double[] shares = new double[splitPoints.count()];
    double before = 0;
    for (int i = 0; i < ranks.length; i++) {
      shares[i] = ranks[i] - before;
      before = ranks[i];
    }
    shares[ranks.length] = 1 - before;
    return shares;
  }

  /**
   * The share of the load of this finest order that lies in another interval under other split
   * points.
   */
  double movedBetween(SplitPoints from, SplitPoints to) {
    double moved = 0;
    for (int i = 0; i < orderKeys.length; i++) {
      moved += from.interval(orderKeys[i]) == to.interval(orderKeys[i]) ? 0 : weight(i);
    }
    return moved;
  }

  /** The split point that has as nearly as possible the given share of the load below it. */
  double splitAt(double rank) {
    return splitBefore(nearest(rank));
  }

  /** The split point with the most load below it that is not above the given share. */
  double splitAtMost(double rank) {
    int found = Arrays.binarySearch(below, rank);
    return splitBefore(found >= 0 ? found : Math.max(0, -found - 2));
  }

  /** The split point with the least load below it that is not below the given share. */
  double splitAtLeast(double rank) {
    int found = Arrays.binarySearch(below, rank);
    return splitBefore(found >= 0 ? found : Math.min(orderKeys.length, -found - 1));
  }

  private int nearest(double rank) {
    int found = Arrays.binarySearch(below, rank);
    if (found >= 0) {
      return found;
    }
    int above = -found - 1;
    if (above == 0 || above == below.length) {
      return Math.min(above, below.length - 1);
    }
    return below[above] - rank < rank - below[above - 1] ? above : above - 1;
  }

  /**
   * The split point between records of different positions whose rank is nearest to the wanted one
   * within the bounds; such a split point divides no hot value of equal predictions. NaN where
   * there is none.
   */
  double splitBetweenPositions(double rank, double least, double most) {
    int wanted = nearest(rank);
    int reach = Math.max(wanted, orderKeys.length - wanted);
    for (int distance = 0; distance <= reach; distance++) {
      boolean within = false;
      for (int sign = -1; sign <= 1; sign += 2) {
        int i = wanted + sign * distance;
        if (i >= 0 && i <= orderKeys.length && below[i] >= least && below[i] <= most) {
          within = true;
          if (dividesPositions(i)) {
            return splitBefore(i);
          }
        }
      }
      if (!within && distance > 0) {
        break;
      }
    }
    return Double.NaN;
  }

  private boolean dividesPositions(int i) {
    return i == 0 || i == orderKeys.length || positionFloor(orderKeys[i]) > orderKeys[i - 1];
  }

  private double positionFloor(double orderKey) {
    return Math.floor(orderKey * steps()) / steps();
  }

  private double steps() {
    return Resolution.steps(resolution);
  }

  /**
   * A split point that has the order keys before the i-th below it and the i-th and later ones not;
   * of those between positions, where there are any, the one of the fewest bits.
   */
  private double splitBefore(int i) {
    if (i == 0) {
      return positionFloor(orderKeys[0]);
    }
    if (i == orderKeys.length) {
      return Math.min(1, positionFloor(orderKeys[i - 1]) + 1 / steps());
    }
    double floor = positionFloor(orderKeys[i]);
    return SplitPoints.shortest(orderKeys[i - 1], floor > orderKeys[i - 1] ? floor : orderKeys[i]);
  }

  /** Kolmogorov-Smirnov distance: the largest difference of the two in the share below a cut. */
  double distance(Distribution other) {
    double largest = 0;
    int here = 0;
    int there = 0;
    while (here < orderKeys.length && there < other.orderKeys.length) {
      double next = Math.min(orderKeys[here], other.orderKeys[there]);
      here += orderKeys[here] == next ? 1 : 0;
      there += other.orderKeys[there] == next ? 1 : 0;
      largest = Math.max(largest, Math.abs(below[here] - other.below[there]));
    }
    return largest;
  }

  /** The heaviest single order key with its share of the load. */
  HotValue heaviest() {
    int best = 0;
    for (int i = 1; i < orderKeys.length; i++) {
      if (weight(i) > weight(best)) {
        best = i;
      }
    }
    return new HotValue(orderKeys[best], weight(best));
  }

  /**
   * Load at one place.
   *
   * @param share of all load
   */
  record HotValue(double orderKey, double share) {}
}
