package io.shardsteer.deploy.reader;

import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.locate.Locator.Order;
import io.shardsteer.common.model.TreeEnsemble;
import io.shardsteer.common.record.Decimals;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.routing.PinnedShards;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.deploy.reader.RecordExplanation.Feature;
import io.shardsteer.deploy.reader.RecordExplanation.Opinion;
import io.shardsteer.deploy.reader.RecordExplanation.Placement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Says for one record what the models make of it and where the tables put it. */
final class RecordExplainer {
  private final Function<ModelRef, Optional<Order>> orders;
  private final FieldPaths paths;

  /**
   * @param paths of the record's fields
   */
  RecordExplainer(Function<ModelRef, Optional<Order>> orders, FieldPaths paths) {
    this.orders = orders;
    this.paths = paths;
  }

  /**
   * The texts whose hashes break ties.
   *
   * @param key where tables keep keys together; the record id where the record has no key
   * @param recordId where they do not; empty: unknown
   */
  record Ties(String key, String recordId) {
    String of(RoutingTable table) {
      return table.keepKeyTogether() || recordId.isEmpty() ? key : recordId;
    }
  }

  /**
   * @param tables every table, oldest first
   */
  RecordExplanation explain(FieldValues values, Ties ties, List<RoutingTable> tables) {
    Map<Integer, Opinion> opinions = new LinkedHashMap<>();
    List<Placement> placements = new ArrayList<>();
    for (int i = tables.size() - 1; i >= 0; i--) {
      RoutingTable table = tables.get(i);
      Optional<Opinion> opinion = Optional.empty();
      if (!table.model().isHash()) {
        int version = table.model().version();
        opinion = Optional.ofNullable(opinions.get(version));
        if (opinion.isEmpty()) {
          opinion = orders.apply(table.model()).map(order -> opinion(version, order, values));
          if (opinion.isEmpty()) {
            continue;
          }
          opinions.put(version, opinion.get());
        }
      }
      double predicted = opinion.map(Opinion::position).orElse(Double.NaN);
      placements.add(placement(table, predicted, ties, values));
    }
    String tie = ties.of(tables.get(tables.size() - 1));
    return new RecordExplanation(tie, List.copyOf(opinions.values()), placements);
  }

  private Placement placement(RoutingTable table, double predicted, Ties ties, FieldValues values) {
    long hash = KeyHash.of(ties.of(table));
    double position = Double.isNaN(predicted) ? OrderKey.hashPosition(hash) : predicted;
    double orderKey = OrderKey.of(position, hash);
    int interval = table.splitPoints().interval(orderKey);
    int pinned = pinnedShard(table, ties.key(), values);
    return new Placement(
        table.revision(),
        table.model().version(),
        table.effectiveFromMillis(),
        Resolution.reduce(orderKey, table.splitPoints().resolution()),
        pinned == PinnedShards.NO_SHARD ? table.shards().get(interval) : pinned,
        table.splitPoints().from(interval),
        table.splitPoints().to(interval),
        pinned != PinnedShards.NO_SHARD);
  }

  private int pinnedShard(RoutingTable table, String key, FieldValues values) {
    return table.pins().isEmpty()
        ? PinnedShards.NO_SHARD
        : PinnedShards.of(table.pins(), paths).shardOf(key, values);
  }

  private static Opinion opinion(int version, Order order, FieldValues values) {
    double[] row = new double[order.features().width()];
    order.features().extract(values, row);
    double position = order.positions().position(row);
    BitSet lookedAt = new BitSet();
    if (order.positions() instanceof TreeEnsemble trees) {
      lookedAt = trees.columnsOnTheWay(row);
    } else {
      lookedAt.set(0, row.length);
    }
    List<Feature> features = new ArrayList<>();
    for (int column = 0; column < row.length; column++) {
      FeatureColumn named = order.features().columns().get(column);
      double value = row[column];
      row[column] = Double.NaN;
      double effect = Math.abs(order.positions().position(row) - position);
      row[column] = value;
      features.add(new Feature(named.name(), text(named, value), lookedAt.get(column), effect));
    }
    return new Opinion(version, features, position);
  }

  private static String text(FeatureColumn column, double value) {
    if (Double.isNaN(value)) {
      return "missing";
    }
    return column.isCategorical() && value >= 0 && value < column.levels().size()
        ? column.levels().get((int) value)
        : Decimals.of(value);
  }
}
