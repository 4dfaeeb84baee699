package io.shardsteer.functions.router;

import static io.shardsteer.common.steering.LateUse.GOING_ON;

import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.steering.LateUse;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.util.ArrayList;
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
 * @param obstacles why tables are passed over
 */
record UsableTables(
    RoutingHistory history, RoutingHistory used, List<LateUse> instead, Obstacles obstacles) {
  /**
   * What keeps tables from being used.
   *
   * @param models versions of models that were refused, or cannot be had
   * @param shards those without a place for rows
   * @param fields those that pins go by and this router does not read
   */
  record Obstacles(Set<Integer> models, Set<Integer> shards, Set<String> fields) {
    static final Obstacles NONE = new Obstacles(Set.of(), Set.of(), Set.of());

    Obstacles {
      models = Set.copyOf(models);
      shards = Set.copyOf(shards);
      fields = Set.copyOf(fields);
    }

    boolean allow(ModelRef model, List<Integer> named, Pins pins) {
      return !models.contains(model.version())
          && (shards.isEmpty() || named.stream().noneMatch(shards::contains))
          && (fields.isEmpty() || pins.fields().stream().noneMatch(fields::contains));
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
    Optional<RoutingHistory> usable =
        obstacles.equals(Obstacles.NONE) ? Optional.empty() : history.only(obstacles::allow);
    return usable.isEmpty()
        ? new UsableTables(history, history, List.of(), obstacles)
        : new UsableTables(
            history, usable.get(), LateUse.between(usable.get(), history, 0, GOING_ON), obstacles);
  }

  /** The same after one more table, in a time that does not depend on how many there are. */
  UsableTables with(RoutingHistory longer) {
    RoutingTable added = longer.latest();
    boolean allowed = obstacles.allow(added.model(), added.shards(), added.pins());
    if (used == history) {
      // Without an obstacle all are used, and where every one met one, perhaps no longer.
      return obstacles.equals(Obstacles.NONE)
          ? new UsableTables(longer, longer, List.of(), obstacles)
          : of(longer, obstacles);
    }
    RoutingHistory usable = allowed ? used.withLatestOf(longer) : used;
    return new UsableTables(
        longer, usable, insteadFrom(added.effectiveFromMillis(), usable, longer), obstacles);
  }

  /** What was so before a time stays so. */
  private List<LateUse> insteadFrom(long fromMillis, RoutingHistory usable, RoutingHistory longer) {
    List<LateUse> uses = new ArrayList<>();
    for (LateUse use : instead) {
      if (use.fromMillis() < fromMillis) {
        long to = Math.min(use.toMillis(), fromMillis - 1);
        uses.add(new LateUse(use.revision(), use.fromMillis(), to));
      }
    }
    LateUse.between(usable, longer, fromMillis, GOING_ON).forEach(use -> LateUse.join(uses, use));
    return uses;
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
