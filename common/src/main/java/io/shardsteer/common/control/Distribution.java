package io.shardsteer.common.control;

import io.shardsteer.common.steering.CutPoints;
import io.shardsteer.common.steering.Grain;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How the load lies along the order: distinct ascending addresses, each with a share of the load.
 * Its values never change; not thread-safe, as it keeps the coarser order that was asked for last.
 */
final class Distribution {
  private final int grain;
  private final double[] addresses;

  /** Load below each address, as a share of all; one longer than the addresses, from 0 to 1. */
  private final double[] below;

  private final double load;
  private final double records;
  private @Nullable Distribution coarser;

  private Distribution(int grain, double[] addresses, double[] below, double load, double records) {
    this.grain = grain;
    this.addresses = addresses;
    this.below = below;
    this.load = load;
    this.records = records;
  }

  /**
   * @param addresses ascending, at least one; repetitions are joined
   * @param weights of the addresses, all above 0, in any unit
   * @param load records or bytes that it stands for
   * @param records independent records that it rests on: its accuracy
   */
  static Distribution of(double[] addresses, double[] weights, double load, double records) {
    return of(Grain.FINEST, addresses, weights, load, records);
  }

  private static Distribution of(
      int grain, double[] addresses, double[] weights, double load, double records) {
    double[] distinct = new double[addresses.length];
    double[] below = new double[addresses.length + 1];
    int count = 0;
    double sum = 0;
    for (int i = 0; i < addresses.length; i++) {
      if (count == 0 || addresses[i] > distinct[count - 1]) {
        distinct[count++] = addresses[i];
      }
      sum += weights[i];
      below[count] = sum;
    }
    below = Arrays.copyOf(below, count + 1);
    for (int i = 1; i <= count; i++) {
      below[i] /= sum;
    }
    below[count] = 1;
    return new Distribution(grain, Arrays.copyOf(distinct, count), below, load, records);
  }

  /** The distribution with the given ascending, equally spaced quantiles. */
  static Distribution ofQuantiles(List<Double> quantiles, double records) {
    double[] addresses = quantiles.stream().mapToDouble(Double::doubleValue).toArray();
    double[] weights = new double[addresses.length];
    Arrays.fill(weights, 1);
    return of(addresses, weights, records, records);
  }

  /** What is assumed where only cuts are known: each interval holds the same, evenly spread. */
  static Distribution assumedBy(CutPoints cuts) {
    int points = 64;
    double[] addresses = new double[cuts.count() * points];
    double[] weights = new double[addresses.length];
    Arrays.fill(weights, 1);
    for (int i = 0; i < addresses.length; i++) {
      int interval = i / points;
      double width = cuts.to(interval) - cuts.from(interval);
      double address = cuts.from(interval) + width * (i % points) / points;
      addresses[i] = Math.min(address, Math.nextDown(1.0));
    }
    return of(addresses, weights, 1, addresses.length);
  }

  /**
   * The same load at other addresses.
   *
   * @param mapping ascending; where it is not, what follows is kept from falling behind
   */
  Distribution moved(DoubleUnaryOperator mapping) {
    double[] moved = new double[addresses.length];
    double[] weights = new double[addresses.length];
    for (int i = 0; i < moved.length; i++) {
      double least = i == 0 ? 0 : moved[i - 1];
      moved[i] = Math.max(least, mapping.applyAsDouble(addresses[i]));
      weights[i] = below[i + 1] - below[i];
    }
    return of(moved, weights, load, records);
  }

  /**
   * The same load as it lies in a coarser order.
   *
   * @param coarse the grain of that order; this one's own or, of the finest order, any
   */
  Distribution at(int coarse) {
    if (coarse == grain) {
      return this;
    }
    Distribution known = coarser;
    if (known == null || known.grain != coarse) {
      known = coarsened(coarse);
      coarser = known;
    }
    return known;
  }

  private Distribution coarsened(int coarse) {
    record Point(double address, double weight) {}
    Point[] points = new Point[addresses.length];
    Arrays.setAll(points, i -> new Point(Grain.coarsen(addresses[i], coarse), weight(i)));
    Arrays.sort(points, Comparator.comparingDouble(Point::address));
    double[] places = Arrays.stream(points).mapToDouble(Point::address).toArray();
    double[] weights = Arrays.stream(points).mapToDouble(Point::weight).toArray();
    return of(coarse, places, weights, load, records);
  }

  /** Cuts of the order that this one is told in. */
  CutPoints cutPoints(double[] cuts) {
    return CutPoints.at(grain, cuts);
  }

  /** All of them together, each weighing as much as its load. */
  static Distribution merge(Collection<Distribution> parts) {
    if (parts.size() == 1) {
      return parts.iterator().next();
    }
    Distribution merged = null;
    for (Distribution part : parts) {
      merged = merged == null ? part : merged.plus(part);
    }
    if (merged == null) {
      throw new IllegalArgumentException("Nothing to merge.");
    }
    return merged;
  }

  private Distribution plus(Distribution other) {
    int size = addresses.length + other.addresses.length;
    double[] joined = new double[size];
    double[] weights = new double[size];
    int here = 0;
    int there = 0;
    for (int i = 0; i < size; i++) {
      boolean takeHere =
          there == other.addresses.length
              || (here < addresses.length && addresses[here] <= other.addresses[there]);
      joined[i] = takeHere ? addresses[here] : other.addresses[there];
      weights[i] = takeHere ? weight(here++) * load : other.weight(there++) * other.load;
    }
    return of(joined, weights, load + other.load, records + other.records);
  }

  private double weight(int i) {
    return below[i + 1] - below[i];
  }

  /** The same in at most this many addresses, each the middle of an equal share. */
  Distribution thinned(int most) {
    if (addresses.length <= most) {
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
      kept[i] = addresses[from];
    }
    return of(kept, weights, load, records);
  }

  /** The same, resting on at most this many records. */
  Distribution countingFor(double most) {
    double part = Math.min(1, most / records);
    return new Distribution(grain, addresses, below, load * part, records * part);
  }

  double load() {
    return load;
  }

  double records() {
    return records;
  }

  /** The share of the load below the cut, in [0,1]. */
  double rank(double cut) {
    return below[firstNotBelow(cut)];
  }

  private int firstNotBelow(double cut) {
    int found = Arrays.binarySearch(addresses, cut);
    return found < 0 ? -found - 1 : found;
  }

  /**
   * The share of the load below each cut, ascending; one less than there are intervals.
   *
   * @param cuts of the same grain
   */
  double[] ranks(CutPoints cuts) {
    double[] ranks = new double[cuts.count() - 1];
    int found = 0;
    for (int i = 0; i < ranks.length; i++) {
      found = firstNotBelow(cuts.to(i), found);
      ranks[i] = below[found];
    }
    return ranks;
  }

  /** Cuts ascend, so the next one lies a few addresses on: steps double until they pass it. */
  private int firstNotBelow(double cut, int from) {
    int least = from;
    int step = 1;
    while (least + step <= addresses.length && addresses[least + step - 1] < cut) {
      least += step;
      step *= 2;
    }
    int most = Math.min(least + step, addresses.length);
    int found = Arrays.binarySearch(addresses, least, most, cut);
    return found < 0 ? -found - 1 : found;
  }

  /** The share of the load in each interval. */
  double[] shares(CutPoints cuts) {
    double[] ranks = ranks(cuts);
    double[] shares = new double[cuts.count()];
    double before = 0;
    for (int i = 0; i < ranks.length; i++) {
      shares[i] = ranks[i] - before;
      before = ranks[i];
    }
    shares[ranks.length] = 1 - before;
    return shares;
  }

  /** The share of the load of this finest order that lies in another interval under other cuts. */
  double movedBetween(CutPoints from, CutPoints to) {
    double moved = 0;
    for (int i = 0; i < addresses.length; i++) {
      moved += from.interval(addresses[i]) == to.interval(addresses[i]) ? 0 : weight(i);
    }
    return moved;
  }

  /** The cut that has as nearly as possible the given share of the load below it. */
  double cutAt(double rank) {
    return cutBefore(nearest(rank));
  }

  /** The cut with the most load below it that is not above the given share. */
  double cutAtMost(double rank) {
    int found = Arrays.binarySearch(below, rank);
    return cutBefore(found >= 0 ? found : Math.max(0, -found - 2));
  }

  /** The cut with the least load below it that is not below the given share. */
  double cutAtLeast(double rank) {
    int found = Arrays.binarySearch(below, rank);
    return cutBefore(found >= 0 ? found : Math.min(addresses.length, -found - 1));
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
   * The cut between records of different positions whose rank is nearest to the wanted one within
   * the bounds; such a cut divides no heap of equal predictions. NaN where there is none.
   */
  double cutBetweenPositions(double rank, double least, double most) {
    int wanted = nearest(rank);
    int reach = Math.max(wanted, addresses.length - wanted);
    for (int distance = 0; distance <= reach; distance++) {
      boolean within = false;
      for (int sign = -1; sign <= 1; sign += 2) {
        int i = wanted + sign * distance;
        if (i >= 0 && i <= addresses.length && below[i] >= least && below[i] <= most) {
          within = true;
          if (dividesPositions(i)) {
            return cutBefore(i);
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
    return i == 0 || i == addresses.length || positionFloor(addresses[i]) > addresses[i - 1];
  }

  private double positionFloor(double address) {
    return Math.floor(address * steps()) / steps();
  }

  private double steps() {
    return Grain.steps(grain);
  }

  /** A cut that has the addresses before the i-th below it and the i-th and later ones not. */
  private double cutBefore(int i) {
    if (i == 0) {
      return positionFloor(addresses[0]);
    }
    if (i == addresses.length) {
      return Math.min(1, positionFloor(addresses[i - 1]) + 1 / steps());
    }
    double floor = positionFloor(addresses[i]);
    if (floor > addresses[i - 1]) {
      return floor;
    }
    double middle = addresses[i - 1] + (addresses[i] - addresses[i - 1]) / 2;
    return middle > addresses[i - 1] ? middle : addresses[i];
  }

  /** Kolmogorov-Smirnov distance: the largest difference of the two in the share below a cut. */
  double distance(Distribution other) {
    double largest = 0;
    int here = 0;
    int there = 0;
    while (here < addresses.length && there < other.addresses.length) {
      double next = Math.min(addresses[here], other.addresses[there]);
      here += addresses[here] == next ? 1 : 0;
      there += other.addresses[there] == next ? 1 : 0;
      largest = Math.max(largest, Math.abs(below[here] - other.below[there]));
    }
    return largest;
  }

  /** The heaviest single address with its share of the load. */
  Heap heaviest() {
    int best = 0;
    for (int i = 1; i < addresses.length; i++) {
      if (weight(i) > weight(best)) {
        best = i;
      }
    }
    return new Heap(addresses[best], weight(best));
  }

  /**
   * Load at one place.
   *
   * @param share of all load
   */
  record Heap(double address, double share) {}
}
