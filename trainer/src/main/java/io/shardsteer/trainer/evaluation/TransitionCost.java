package io.shardsteer.trainer.evaluation;

import io.shardsteer.trainer.ordering.DrawnQueries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes of the later records' places if an order follows the routing table in force.
 *
 * <p>A new order makes reads cheaper or dearer in two ways. Those that look back no further than
 * the change read its own fan-out. Those that span the change read what the old order placed and
 * what the new one places: the shards of both. While a new order is young, most reads span its
 * beginning, and later ever fewer, so a third of them are taken to.
 *
 * <p>The intervals of the new order take those shards under which the most load stays where it is,
 * and each shard is taken to get as much of the load as it gets now. An order that only refines the
 * present one then moves next to nothing.
 */
public final class TransitionCost {
  /** Share of the reads, over the time that a model routes, that span its beginning. */
  static final double SPANNING_READS = 1.0 / 3;

  private final double fanOut;
  private final double spanningFanOut;
  private final double presentFanOut;
  private final double movement;
  private final List<Integer> shards;

  private TransitionCost(
      double fanOut,
      double spanningFanOut,
      double presentFanOut,
      double movement,
      List<Integer> shards) {
    this.fanOut = fanOut;
    this.spanningFanOut = spanningFanOut;
    this.presentFanOut = presentFanOut;
    this.movement = movement;
    this.shards = List.copyOf(shards);
  }

  /**
   * @param routed where each record goes now
   * @param present the table's shards, in the order of its intervals
   * @param order where the records lie in the new order
   * @param fanOut shards that a query reads of what the new order places
   * @param level the new order's intervals of equal size, 0..count-1
   * @param joined how many shards that are neighbours in the table count as one in fan-outs
   */
  static TransitionCost of(
      DrawnQueries drawn,
      CandidateEvaluation.Routed routed,
      List<Integer> present,
      Placement order,
      double fanOut,
      int[] level,
      int count,
      int joined) {
    int[] counted = counted(present, joined, count, routed.shards());
    List<Integer> matched = keeping(routed.shards(), level, count, order.loads());
    TransitionCost matching = of(drawn, routed, matched, order, fanOut, counted);
    if (present.size() != count) {
      return matching;
    }
    // An order that is mostly the present one keeps its shards in their places along it.
    TransitionCost inPlace = of(drawn, routed, present, order, fanOut, counted);
    return inPlace.spanningFanOut <= matching.spanningFanOut ? inPlace : matching;
  }

  private static TransitionCost of(
      DrawnQueries drawn,
      CandidateEvaluation.Routed routed,
      List<Integer> shards,
      Placement order,
      double fanOut,
      int[] counted) {
    int[] before = routed.shards();
    double[] loads = order.loads();
    int all = counted.length;
    // The controller gives each shard about what it has now, to keep sizes even.
    double[] present = new double[all];
    for (int row = 0; row < before.length; row++) {
      present[before[row]] += loads[row];
    }
    double[] shares = shards.stream().mapToDouble(shard -> present[shard]).toArray();
    int[] after =
        Arrays.stream(order.intervals(order.splitPoints(shares, 0))).map(shards::get).toArray();
    return new TransitionCost(
        fanOut,
        drawn.fanOut(as(counted, before), as(counted, after), all),
        routed.fanOut(),
        moved(before, after, loads),
        shards);
  }

  /** What each shard counts as in fan-outs. */
  private static int[] counted(List<Integer> present, int joined, int count, int[] before) {
    int[] counted = new int[Math.max(count, 1 + Arrays.stream(before).max().orElse(0))];
    Arrays.setAll(counted, shard -> shard / joined);
    for (int interval = 0; interval < present.size(); interval++) {
      if (present.get(interval) < counted.length) {
        counted[present.get(interval)] = interval / joined;
      }
    }
    return counted;
  }

  private static int[] as(int[] counted, int[] shards) {
    return Arrays.stream(shards).map(shard -> counted[shard]).toArray();
  }

  private static double moved(int[] before, int[] after, double[] loads) {
    double moved = 0;
    for (int row = 0; row < loads.length; row++) {
      moved += before[row] == after[row] ? 0 : loads[row];
    }
    return moved / Arrays.stream(loads).sum();
  }

  /** Gives each interval a shard, the heaviest overlap of an interval and a shard first. */
  private static List<Integer> keeping(int[] before, int[] after, int count, double[] loads) {
    record Overlap(int interval, int shard) {}
    Map<Overlap, Double> overlaps = new HashMap<>();
    for (int row = 0; row < loads.length; row++) {
      if (before[row] < count) {
        overlaps.merge(new Overlap(after[row], before[row]), loads[row], Double::sum);
      }
    }
    List<Integer> shards = new ArrayList<>(Collections.nCopies(count, -1));
    boolean[] taken = new boolean[count];
    Comparator<Map.Entry<Overlap, Double>> heaviestFirst =
        Map.Entry.<Overlap, Double>comparingByValue().reversed();
    overlaps.entrySet().stream()
        .sorted(
            heaviestFirst
                .thenComparing(entry -> entry.getKey().interval())
                .thenComparing(entry -> entry.getKey().shard()))
        .map(Map.Entry::getKey)
        .forEach(
            overlap -> {
              if (shards.get(overlap.interval()) < 0 && !taken[overlap.shard()]) {
                shards.set(overlap.interval(), overlap.shard());
                taken[overlap.shard()] = true;
              }
            });
    int free = 0;
    for (int interval = 0; interval < count; interval++) {
      if (shards.get(interval) < 0) {
        while (taken[free]) {
          free++;
        }
        shards.set(interval, free++);
      }
    }
    return shards;
  }

  /** Shards that a declared query reads of what the new order places. */
  public double fanOut() {
    return fanOut;
  }

  /** The same under the table in force. */
  public double presentFanOut() {
    return presentFanOut;
  }

  /** The same of a query whose answers both have placed. */
  public double spanningFanOut() {
    return spanningFanOut;
  }

  /** Mean over the reads to come, those that span the change and those that do not. */
  public double expectedFanOut() {
    return SPANNING_READS * spanningFanOut + (1 - SPANNING_READS) * fanOut;
  }

  /** Share of the load that changes its shard. */
  public double movement() {
    return movement;
  }

  /** Shard of each interval of the new order. */
  public List<Integer> shards() {
    return shards;
  }
}
