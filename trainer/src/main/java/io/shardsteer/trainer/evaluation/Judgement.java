package io.shardsteer.trainer.evaluation;

import io.shardsteer.common.config.ShardsConfig;
import io.shardsteer.common.steering.CutPoints;
import io.shardsteer.common.steering.SteeringTable;
import io.shardsteer.trainer.dataset.Dataset;
import io.shardsteer.trainer.ordering.DrawnQueries;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Figures of one candidate on the later slice, beside those of the present model and of hashing.
 * Every order is cut so that it would have levelled the earlier records, and judged by the later
 * ones.
 *
 * @param earlier the records that the candidate was made from
 * @param later the newer ones that it is judged by
 * @param drawn queries drawn from the later ones
 * @param shards how many, and what they weigh
 */
public record Judgement(Dataset earlier, Dataset later, DrawnQueries drawn, ShardsConfig shards) {
  /** Queries per declared template on which a fan-out is predicted. */
  public static final int QUERIES = 500;

  /** An order as it lies over the earlier and the later records. */
  public record Order(Placement earlier, Placement later) {}

  public static Judgement of(Dataset earlier, Dataset later, ShardsConfig shards, long seed) {
    var drawn = DrawnQueries.draw(later.queries(), later.points(), QUERIES, seed);
    return new Judgement(earlier, later, drawn, shards);
  }

  /** Shards that a declared query reads if this order is levelled. */
  public double fanOut(Order order) {
    return drawn.fanOut(laterShards(order), shards.targetShardCount());
  }

  /** Largest shard's load of the later records as a multiple of its fair share. */
  public double imbalance(Order order) {
    double[] weights = Placement.weights(shards);
    double[] sizes = new double[weights.length];
    int[] shardOf = laterShards(order);
    for (int row = 0; row < shardOf.length; row++) {
      sizes[shardOf[row]] += later.loads()[row];
    }
    double total = Arrays.stream(sizes).sum();
    double weight = Arrays.stream(weights).sum();
    double worst = 0;
    for (int shard = 0; shard < sizes.length; shard++) {
      worst = Math.max(worst, sizes[shard] / total / (weights[shard] / weight));
    }
    return worst;
  }

  /**
   * What a perfectly level order would show above 1, because the later slice is small: about {@code
   * sqrt(2 ln N * N / h)} for h rows of equal load.
   */
  public double imbalanceNoise() {
    double sum = 0;
    double squares = 0;
    for (double load : later.loads()) {
      sum += load;
      squares += load * load;
    }
    int count = shards.targetShardCount();
    return Math.sqrt(2 * Math.log(count) * count * squares / (sum * sum));
  }

  /** Share of the later load that changes shard if this order, levelled, follows a table. */
  public double movement(Order order, Placement present, SteeringTable table) {
    int[] before = present.intervals(table.cuts());
    int[] after = laterShards(order);
    double moved = 0;
    double total = 0;
    for (int row = 0; row < after.length; row++) {
      int from = table.shards().get(before[row]);
      int to = after[row] < table.shards().size() ? table.shards().get(after[row]) : after[row];
      moved += from == to ? 0 : later.loads()[row];
      total += later.loads()[row];
    }
    return moved / total;
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
    CutPoints cuts = order.earlier().levelCuts(shards);
    return order.later().intervals(cuts);
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
