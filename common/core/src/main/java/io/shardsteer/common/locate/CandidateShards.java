package io.shardsteer.common.locate;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.steering.RoutingTable;
import java.util.List;

/**
 * The shards that can hold matching rows which one routing table, or several alike, have placed.
 *
 * @param table the table, the last of several
 * @param fromRevision the first of several
 * @param times publish times of the rows
 * @param why why this table counts for these times
 * @param positions where matching records can lie in the order of the table's model; missing: where
 *     their hash says. Everything where nothing better is known
 * @param shards those shards, ascending
 * @param orderKeys order keys that matching records can have
 * @param allOrderKeys order keys that any record can have under the table's model
 */
public record CandidateShards(
    RoutingTable table,
    long fromRevision,
    TimeRange times,
    Why why,
    NumberSet positions,
    List<Integer> shards,
    NumberSet orderKeys,
    NumberSet allOrderKeys) {
  /** Why a table counts for some publish times. */
  public enum Why {
    /** It was in force. */
    IN_FORCE,
    /** It, or one of several before it that are summarised, was in force. */
    SUMMARISED,
    /** An instance used it longer, or again, and has said so. */
    USED_LATE,
    /** It was in force shortly before, and an instance may have used it longer. */
    JUST_REPLACED,
    /** Rows are being moved to where it puts them. */
    MOVED_TO
  }

  public CandidateShards {
    shards = List.copyOf(shards);
  }

  /** Adds one behind the others; what differs from the last in nothing but time lengthens it. */
  static void join(List<CandidateShards> reaches, CandidateShards next) {
    CandidateShards last = reaches.isEmpty() ? null : reaches.get(reaches.size() - 1);
    boolean goesOn =
        last != null
            && last.why == Why.IN_FORCE
            && next.why == Why.IN_FORCE
            && last.times.toMillis() + 1 == next.times.fromMillis()
            && last.shards.equals(next.shards)
            && last.table.model().equals(next.table.model())
            && last.table.partitions().equals(next.table.partitions())
            && last.table.shards().equals(next.table.shards())
            && last.positions.equals(next.positions)
            && last.orderKeys.equals(next.orderKeys);
    if (last != null && goesOn) {
      TimeRange times = new TimeRange(last.times.fromMillis(), next.times.toMillis());
      reaches.set(
          reaches.size() - 1,
          new CandidateShards(
              next.table,
              last.fromRevision,
              times,
              next.why,
              next.positions,
              next.shards,
              next.orderKeys,
              next.allOrderKeys));
    } else {
      reaches.add(next);
    }
  }
}
