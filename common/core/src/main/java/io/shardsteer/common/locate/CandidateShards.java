package io.shardsteer.common.locate;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.steering.RoutingTable;
import java.util.List;

/**
 * The shards that can hold matching rows which one routing table has placed.
 *
 * @param table the table
 * @param times publish times of the rows
 * @param why why this table counts for these times
 * @param positions where matching records can lie in the order of the table's model; missing: where
 *     their hash says. Everything where nothing better is known
 * @param shards those shards, ascending
 * @param orderKeys order keys that matching records can have
 */
public record CandidateShards(
    RoutingTable table,
    TimeRange times,
    Why why,
    NumberSet positions,
    List<Integer> shards,
    NumberSet orderKeys) {
  /** Why a table counts for some publish times. */
  public enum Why {
    /** It was in force. */
    IN_FORCE,
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
}
