package io.shardsteer.common.steering;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is left of consecutive routing tables of one model and one number of shards once records of
 * their time no longer arrive: enough to find every row that they have placed, at the price that a
 * shard more may be asked. Immutable.
 *
 * @param fromRevision the first of the tables
 * @param fromMillis publish time from which on they were in force, epoch milliseconds
 * @param spreads the parts of the order that shards had, apart for tables that differ in more than
 *     split points, the last table's last
 */
public record Segment(long fromRevision, long fromMillis, List<Spread> spreads) {
  /**
   * For each shard the part of the order that it had at any time.
   *
   * @param table the last of the tables
   * @param lows lowest of each split point of all tables
   * @param highs highest of each split point of all tables
   */
  public record Spread(RoutingTable table, SplitPoints lows, SplitPoints highs) {
    public Spread {
      int count = table.splitPoints().count();
      int resolution = table.splitPoints().resolution();
      if (lows.count() != count
          || highs.count() != count
          || lows.resolution() != resolution
          || highs.resolution() != resolution) {
        throw new IllegalArgumentException(
            "The spread of revision %d does not have its %d intervals."
                .formatted(table.revision(), count));
      }
    }

    /** The spread of one table. */
    public static Spread of(RoutingTable table) {
      return new Spread(table, table.splitPoints(), table.splitPoints());
    }

    /** The first interval that had an order key, or one above it, at any time. */
    public int firstInterval(double orderKey) {
      return highs.interval(orderKey);
    }

    /** The last interval that had an order key, or one below it, at any time. */
    public int lastInterval(double orderKey) {
      return lows.interval(orderKey);
    }

    /** Whether an interval never had anything. */
    public boolean isEmpty(int interval) {
      return lows.from(interval) >= highs.to(interval);
    }

    private boolean differsInSplitPointsOnly(Spread other) {
      return TableTraits.of(table).sameButLead(TableTraits.of(other.table));
    }

    private Spread and(Spread later) {
      return new Spread(later.table, lows.least(later.lows), highs.greatest(later.highs));
    }
  }

  public Segment {
    spreads = List.copyOf(spreads);
    if (spreads.isEmpty()) {
      throw new IllegalArgumentException("A segment has at least one spread.");
    }
    RoutingTable last = last(spreads);
    if (fromRevision < 0 || fromRevision > last.revision()) {
      throw new IllegalArgumentException(
          "A segment goes up to revision %d and cannot begin with revision %d."
              .formatted(last.revision(), fromRevision));
    }
    for (Spread spread : spreads) {
      RoutingTable table = spread.table();
      if (table.revision() < fromRevision
          || table.revision() > last.revision()
          || !table.model().equals(last.model())
          || table.shards().size() != last.shards().size()) {
        throw new IllegalArgumentException(
            "Revision %d does not belong in the segment of revision %d."
                .formatted(table.revision(), last.revision()));
      }
    }
  }

  /** A segment of one table. */
  static Segment of(RoutingTable table) {
    return new Segment(table.revision(), table.effectiveFromMillis(), List.of(Spread.of(table)));
  }

  /** This one and the one that follows, of the same model and number of shards. */
  Segment and(Segment later) {
    List<Spread> joined = new ArrayList<>(spreads);
    for (Spread spread : later.spreads) {
      Spread whole = spread;
      for (int i = 0; i < joined.size(); i++) {
        if (joined.get(i).differsInSplitPointsOnly(spread)) {
          whole = joined.remove(i).and(spread);
          break;
        }
      }
      joined.add(whole);
    }
    return new Segment(fromRevision, fromMillis, joined);
  }

  /** Whether it can be joined with what follows. */
  boolean isLike(ModelRef model, int count) {
    return model().equals(model) && last().shards().size() == count;
  }

  private static RoutingTable last(List<Spread> spreads) {
    return spreads.get(spreads.size() - 1).table();
  }

  /** The last of the tables, with the time from which on it was in force. */
  public RoutingTable last() {
    return last(spreads);
  }

  /** The last revision. */
  public long toRevision() {
    return last().revision();
  }

  public ModelRef model() {
    return last().model();
  }

  /** Whether it stands for a revision. */
  public boolean covers(long revision) {
    return revision >= fromRevision && revision <= toRevision();
  }

  /** Every shard that one of the tables named. */
  public Set<Integer> shards() {
    Set<Integer> shards = new LinkedHashSet<>();
    spreads.forEach(spread -> shards.addAll(spread.table().shards()));
    return shards;
  }
}
