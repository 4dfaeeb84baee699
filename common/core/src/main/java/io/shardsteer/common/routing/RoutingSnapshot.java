package io.shardsteer.common.routing;

import io.shardsteer.common.steering.InForce;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
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
    private final long fromMillis;
    private final long toMillis;
    private final SplitPoints splitPoints;
    private final int[] shards;

    private Route(InForce inForce, @Nullable RoutedModel model) {
      table = inForce.table();
      fromMillis = inForce.fromMillis();
      toMillis = inForce.toMillis();
      this.model = model;
      this.splitPoints = table.splitPoints();
      this.shards = table.shards().stream().mapToInt(Integer::intValue).toArray();
    }

    boolean isOf(long publishMillis) {
      return publishMillis >= fromMillis && publishMillis <= toMillis;
    }

    boolean awaitsModel() {
      return model == null && !table.model().isHash();
    }

    int shardOf(double orderKey) {
      return shards[splitPoints.interval(orderKey)];
    }
  }

  /** Enough for what is delivered again, or out of order, from around the same time. */
  private static final int KEPT_ROUTES = 16;

  /** Times that are so close look for their routes in one place. */
  private static final long CLOSE_MILLIS = 1_000;

  private final RoutingHistory history;
  private final Map<Integer, RoutedModel> models;
  private final Route newest;

  /** Routes that were asked for, at the place that the publish time says. */
  private final AtomicReferenceArray<@Nullable Route> kept =
      new AtomicReferenceArray<>(KEPT_ROUTES);

  private RoutingSnapshot(RoutingHistory history, Map<Integer, RoutedModel> models) {
    this.history = history;
    this.models = models;
    newest = route(history.inForceAt(Long.MAX_VALUE));
  }

  private Route route(InForce inForce) {
    return new Route(inForce, models.get(inForce.model().version()));
  }

  /** The history without any model: only tables of model version 0 can be followed. */
  public static RoutingSnapshot of(RoutingHistory history) {
    return new RoutingSnapshot(history, Map.of());
  }

  /** The history with the given models, one of each version. */
  public static RoutingSnapshot of(RoutingHistory history, Collection<RoutedModel> models) {
    var byVersion = new TreeMap<Integer, RoutedModel>();
    models.forEach(model -> byVersion.put(model.version(), model));
    return new RoutingSnapshot(history, byVersion);
  }

  /** This snapshot with one more table. */
  public RoutingSnapshot with(RoutingTable table) {
    return new RoutingSnapshot(history.with(table), models);
  }

  /** This snapshot with one more model. */
  public RoutingSnapshot with(RoutedModel model) {
    var more = new TreeMap<>(models);
    more.put(model.version(), model);
    return new RoutingSnapshot(history, more);
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
    if (newest.isOf(publishMillis)) {
      return newest;
    }
    int place = Math.floorMod(Math.floorDiv(publishMillis, CLOSE_MILLIS), KEPT_ROUTES);
    Route known = kept.get(place);
    if (known == null || !known.isOf(publishMillis)) {
      known = route(history.inForceAt(publishMillis));
      kept.set(place, known);
    }
    return known;
  }
}
