package io.shardsteer.trainer.evaluation;

import io.shardsteer.common.config.AcceptableImbalance;
import io.shardsteer.common.config.ShardsConfig;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.trainer.dataset.Dataset;
import io.shardsteer.trainer.ordering.DrawnQueries;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Figures of one candidate on the later slice, beside those of the present model and of hashing.
 * Every order is cut so that it would have balanced the earlier records, and judged by the later
 * ones.
 *
 * @param earlier the records that the candidate was made from
 * @param later the newer ones that it is judged by
 * @param drawn queries drawn from the later ones
 * @param shards how many, and what they weigh
 */
public record CandidateEvaluation(
    Dataset earlier, Dataset later, DrawnQueries drawn, ShardsConfig shards) {
  /** Queries per declared template on which a fan-out is predicted. */
  public static final int QUERIES = 500;

  /** How far beside level split points a fan-out is looked at, as a share of a shard. */
  private static final double[] OFFSETS = {0, 0.5};

  /** Records of a shard below which split points are chance. */
  private static final int RECORDS_PER_SHARD = 20;

  /** Later records of a shard below which neighbouring shards are judged as one. */
  private static final int LEAST_RECORDS_PER_SHARD = 5;

  /** Into how many parts the later records are divided, where they suffice. */
  private static final int MOST_PARTS = 8;

  /** An order as it lies over the earlier and the later records. */
  public record Order(Placement earlier, Placement later) {
    /** The same, at a lower resolution. */
    public Order at(int resolution) {
      return new Order(earlier.at(resolution), later.at(resolution));
    }
  }

  public static CandidateEvaluation of(
      Dataset earlier, Dataset later, ShardsConfig shards, long seed) {
    var drawn = DrawnQueries.draw(later.queries(), later.points(), QUERIES, seed);
    return new CandidateEvaluation(earlier, later, drawn, shards);
  }

  /**
   * Shards that a declared query reads under this order, wherever its split points may come to lie:
   * a new order is made so that its first split points run between its largest parts, and the first
   * rebalances end that.
   */
  public double fanOut(Order order) {
    return Arrays.stream(OFFSETS)
        .map(offset -> drawn.fanOut(joined(laterShards(order, offset)), joinedCount()))
        .average()
        .orElseThrow();
  }

  /**
   * The same for the queries of one template.
   *
   * @param template its number among those of {@link #drawn}
   */
  public double fanOut(Order order, int template) {
    return new CandidateEvaluation(earlier, later, drawn.only(template), shards).fanOut(order);
  }

  /**
   * How many neighbouring shards are judged as one. Where there are hardly more shards than records
   * to judge by, every answer of a query would lie in a shard of its own under any order, and some
   * shard would have several times its share under the most even one.
   */
  private int joinedShards() {
    int count = shards.targetShardCount();
    double needed = (double) LEAST_RECORDS_PER_SHARD * count / Math.max(1, later.size());
    return (int) Math.ceil(Math.min(count, Math.max(1, needed)));
  }

  private int joinedCount() {
    return (shards.targetShardCount() + joinedShards() - 1) / joinedShards();
  }

  private int[] joined(int[] intervals) {
    int together = joinedShards();
    return Arrays.stream(intervals).map(interval -> interval / together).toArray();
  }

  /**
   * The imbalance that {@code acceptable_shard_imbalance} bounds, if the split points follow the
   * stream as rebalances do: part after part of the records falls under split points that level
   * what came just before it. A stream that moves is uneven under any split points that stay, and a
   * burst is for a moment; what counts is whether an order can be cut evenly again and again. All
   * records but the first are counted, because a few seconds tell more of bursts than of that.
   */
  public double imbalance(Order order) {
    double[] weights = Placement.weights(shards);
    double[] sizes = new double[weights.length];
    Placement all = order.earlier().followedBy(order.later());
    int part = part();
    for (int from = firstPart(); from < all.size(); from += part) {
      Placement before = all.rows(Math.max(0, from - part), from);
      Placement now = all.rows(from, Math.min(all.size(), from + part));
      now.addLoads(before.evenSplitPoints(shards), sizes);
    }
    double weight = Arrays.stream(weights).sum();
    double[] joinedSizes = new double[joinedCount()];
    double[] joinedWeights = new double[joinedCount()];
    int together = joinedShards();
    for (int shard = 0; shard < sizes.length; shard++) {
      joinedSizes[shard / together] += sizes[shard];
      joinedWeights[shard / together] += weights[shard];
    }
    Arrays.setAll(joinedWeights, shard -> joinedWeights[shard] / weight);
    return AcceptableImbalance.measure(joinedSizes, joinedWeights);
  }

  /**
   * How finely an order can be told and still be even enough.
   *
   * @param finest not to be exceeded
   * @param most imbalance, beside what chance adds
   * @return the finest such resolution; the finest that is allowed if there is none
   */
  public int resolution(Order order, int finest, double most) {
    double limit = most + imbalanceNoise();
    int resolution = finest;
    while (imbalance(order.at(resolution)) > limit) {
      if (resolution == Resolution.LOWEST) {
        return finest;
      }
      resolution = Resolution.lower(resolution, shards.targetShardCount());
    }
    return resolution;
  }

  /** Rows that tell what split points should be, or as many as there are later ones. */
  private int part() {
    int rows = RECORDS_PER_SHARD * shards.targetShardCount();
    return Math.max(1, Math.min(later.size(), Math.max(rows, later.size() / MOST_PARTS)));
  }

  /** Where the first part begins for which enough came before. */
  private int firstPart() {
    return Math.min(earlier.size(), part());
  }

  /**
   * What an order that is level would show, because the records are few: the largest shard is about
   * {@code sqrt(2 ln N * N / h)} above its fair part for h rows of equal load, the smallest as much
   * below, and as much again in squares, because each part's split points are made from as few.
   */
  public double imbalanceNoise() {
    double sum = 0;
    double squares = 0;
    for (int row = firstPart(); row < earlier.size() + later.size(); row++) {
      double load =
          row < earlier.size() ? earlier.loads()[row] : later.loads()[row - earlier.size()];
      sum += load;
      squares += load * load;
    }
    int count = joinedCount();
    return 2 * Math.sqrt(2 * 2 * Math.log(count) * count * squares / (sum * sum));
  }

  /**
   * Where the later records go under the present order.
   *
   * @param shards of each of them
   * @param fanOut shards that a declared query reads of them
   */
  @SuppressWarnings("ArrayRecordComponent") // carried from method to method, never compared
  public record Routed(int[] shards, double fanOut) {
    /** Where they went, if nothing else is known. */
    static Routed of(int[] shards, DrawnQueries drawn) {
      int count = 1 + Arrays.stream(shards).max().orElse(0);
      return new Routed(shards, drawn.fanOut(shards, count));
    }
  }

  /**
   * Where the later records go under an order once rebalances have balanced it: right after a jump
   * everything may lie in one shard, and that is not what reads will find.
   */
  public Routed routed(Order order, List<Integer> present) {
    int[] intervals = laterShards(order);
    boolean known = present.size() == shards.targetShardCount();
    int[] of = known ? Arrays.stream(intervals).map(present::get).toArray() : intervals;
    return new Routed(of, fanOut(order));
  }

  /** Where the later records went when they were sampled. */
  public Routed routedAsSampled() {
    return Routed.of(later.samples().stream().mapToInt(Sample::shard).toArray(), drawn);
  }

  /**
   * What becomes of the later records' places if this order, balanced, follows.
   *
   * @param routed where they go now
   * @param present the table's shards, in the order of its intervals
   */
  public TransitionCost transitionCost(Order order, Routed routed, List<Integer> present) {
    return TransitionCost.of(
        drawn,
        routed,
        present,
        order.later(),
        fanOut(order),
        laterShards(order, 0),
        shards.targetShardCount(),
        joinedShards());
  }

  /**
   * How well predictions follow the labels.
   *
   * @param labels the position that each later record should have
   * @param predicted the one that it is predicted to have
   * @return accuracy, macro_f1 and r2
   */
  public Map<String, Double> agreement(
      Order labelled, Order order, double[] labels, double[] predicted) {
    var agreement =
        Agreement.of(
            laterShards(labelled), laterShards(order), later.loads(), shards.targetShardCount());
    Map<String, Double> figures = new TreeMap<>();
    figures.put("accuracy", agreement.accuracy());
    figures.put("macro_f1", agreement.macroF1());
    figures.put("r2", r2(labels, predicted, later.loads()));
    return figures;
  }

  private int[] laterShards(Order order) {
    return laterShards(order, 0);
  }

  private int[] laterShards(Order order, double offset) {
    SplitPoints splitPoints = order.earlier().evenSplitPoints(shards, offset);
    return order.later().intervals(splitPoints);
  }

  static double r2(double[] labels, double[] predicted, double[] loads) {
    double mean = 0;
    double total = 0;
    for (int i = 0; i < labels.length; i++) {
      mean += loads[i] * labels[i];
      total += loads[i];
    }
    mean /= total;
    double unexplained = 0;
    double variance = 0;
    for (int i = 0; i < labels.length; i++) {
      unexplained += loads[i] * Math.pow(labels[i] - predicted[i], 2);
      variance += loads[i] * Math.pow(labels[i] - mean, 2);
    }
    return variance == 0 ? (unexplained == 0 ? 1 : 0) : 1 - unexplained / variance;
  }
}
