package io.shardsteer.functions.router;

import io.shardsteer.common.steering.LateUse;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tables that a router goes by, and when it goes by another one than the one in force.
 * Immutable; follows from the history and the obstacles alone.
 *
 * @param history every table
 * @param used those that are gone by: all but those that are passed over
 * @param instead the uses of a table while a later one that is passed over is in force, oldest
 *     first; none overlaps another
 */
record UsableTables(RoutingHistory history, RoutingHistory used, List<LateUse> instead) {
  /**
   * What keeps tables from being used.
   *
   * @param models versions of models that were refused, or cannot be had
   * @param shards those without a place for rows
   */
  record Obstacles(Set<Integer> models, Set<Integer> shards) {
    static final Obstacles NONE = new Obstacles(Set.of(), Set.of());

    Obstacles {
      models = Set.copyOf(models);
      shards = Set.copyOf(shards);
    }

    boolean allow(RoutingTable table) {
      return !models.contains(table.model().version())
          && (shards.isEmpty() || table.shards().stream().noneMatch(shards::contains));
    }
  }

  UsableTables {
    instead = List.copyOf(instead);
  }

  /**
   * The tables without those that meet an obstacle, as if they had not been published. Where every
   * table meets one nothing has been deployed yet, and all of them stay: the intake waits.
   */
  static UsableTables of(RoutingHistory history, Obstacles obstacles) {
    if (obstacles.equals(Obstacles.NONE)) {
      return new UsableTables(history, history, List.of());
    }
    RoutingHistory usable = null;
    for (RoutingTable table : history.tables()) {
      if (obstacles.allow(table)) {
        usable = usable == null ? RoutingHistory.startingWith(table) : usable.with(table);
      }
    }
    return usable == null
        ? new UsableTables(history, history, List.of())
        : new UsableTables(history, usable, LateUse.between(usable, history, LateUse.GOING_ON));
  }

  /** The use of another table than the one in force at a publish time. */
  Optional<LateUse> insteadAt(long publishMillis) {
    for (int i = instead.size() - 1; i >= 0; i--) {
      LateUse use = instead.get(i);
      if (use.toMillis() < publishMillis) {
        return Optional.empty();
      }
      if (use.fromMillis() <= publishMillis) {
        return Optional.of(use);
      }
    }
    return Optional.empty();
  }
}
