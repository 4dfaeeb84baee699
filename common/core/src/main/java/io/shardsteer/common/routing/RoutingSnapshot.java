package io.shardsteer.common.routing;

import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The routing history with the models that are loaded for it: all that a router needs to decide.
 * Immutable; a router swaps a whole snapshot when a table or a model arrives.
 */
public final class RoutingSnapshot {
  /** A routing table with its shards unboxed and its model at hand. */
  static final class Route {
    final RoutingTable table;
    final @Nullable RoutedModel model;
    private final SplitPoints splitPoints;
    private final int[] shards;

    private Route(RoutingTable table, @Nullable RoutedModel model) {
      this.table = table;
      this.model = model;
      this.splitPoints = table.splitPoints();
      this.shards = table.shards().stream().mapToInt(Integer::intValue).toArray();
    }

    boolean isOf(RoutingTable otherTable, @Nullable RoutedModel otherModel) {
      return table.revision() == otherTable.revision() && (model == null) == (otherModel == null);
    }

    boolean awaitsModel() {
      return model == null && !table.model().isHash();
    }

    int shardOf(double orderKey) {
      return shards[splitPoints.interval(orderKey)];
    }
  }

  private static final Route[] NONE = {};

  private final RoutingHistory history;
  private final Map<Integer, RoutedModel> models;
  private final Route[] routes;
  private final long[] fromMillis;

  /**
   * @param known routes of an earlier snapshot: a history grows at its end, and what stands before
   *     is not made again
   */
  private RoutingSnapshot(RoutingHistory history, Map<Integer, RoutedModel> models, Route[] known) {
    this.history = history;
    this.models = models;
    List<RoutingTable> timeline = history.timeline();
    routes = new Route[timeline.size()];
    fromMillis = new long[timeline.size()];
    for (int i = 0; i < routes.length; i++) {
      RoutingTable table = timeline.get(i);
      RoutedModel model = models.get(table.model().version());
      boolean isKnown = i < known.length && known[i].isOf(table, model);
      routes[i] = isKnown ? known[i] : new Route(table, model);
      fromMillis[i] = table.effectiveFromMillis();
    }
  }

  /** The history without any model: only tables of model version 0 can be followed. */
  public static RoutingSnapshot of(RoutingHistory history) {
    return new RoutingSnapshot(history, Map.of(), NONE);
  }

  /** The history with the given models, one of each version. */
  public static RoutingSnapshot of(RoutingHistory history, Collection<RoutedModel> models) {
    var byVersion = new TreeMap<Integer, RoutedModel>();
    models.forEach(model -> byVersion.put(model.version(), model));
    return new RoutingSnapshot(history, byVersion, NONE);
  }

  /** This snapshot with one more table. */
  public RoutingSnapshot with(RoutingTable table) {
    return new RoutingSnapshot(history.with(table), models, routes);
  }

  /** This snapshot with one more model. */
  public RoutingSnapshot with(RoutedModel model) {
    var more = new TreeMap<>(models);
    more.put(model.version(), model);
    return new RoutingSnapshot(history, more, routes);
  }

  public RoutingHistory history() {
    return history;
  }

  /** The loaded models, by version. */
  public Collection<RoutedModel> models() {
    return models.values();
  }

  /** True if a model of this version is at hand; version 0 always is. */
  public boolean hasModel(int version) {
    return version == 0 || models.containsKey(version);
  }

  /** Where records published at the given time, epoch milliseconds, go; O(log revisions). */
  Route at(long publishMillis) {
    int newest = routes.length - 1;
    if (fromMillis[newest] <= publishMillis) {
      return routes[newest];
    }
    int low = 0;
    int high = routes.length;
    while (low + 1 < high) {
      int middle = (low + high) >>> 1;
      if (fromMillis[middle] <= publishMillis) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return routes[low];
  }
}
