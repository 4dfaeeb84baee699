package io.shardsteer.common.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Publish times for which an instance routed, or may have routed, by another table than the one in
 * force.
 *
 * @param revision the table that it used
 * @param fromMillis the first publish time, epoch milliseconds
 * @param toMillis the last; {@link #GOING_ON} while it lasts
 */
public record LateUse(long revision, long fromMillis, long toMillis) {
  /** The end of what has not ended. */
  public static final long GOING_ON = Long.MAX_VALUE;

  public LateUse {
    if (toMillis < fromMillis) {
      throw new IllegalArgumentException(
          "A late use ends at or after its begin, but it is %d..%d."
              .formatted(fromMillis, toMillis));
    }
  }

  /**
   * The late uses of one who went by one history while another was due.
   *
   * @param used the tables that were at hand
   * @param due all tables
   * @param throughMillis the last publish time that was routed; {@link #GOING_ON} for what is to
   *     come, too
   */
  public static List<LateUse> between(RoutingHistory used, RoutingHistory due, long throughMillis) {
    NavigableSet<Long> changes = new TreeSet<>(List.of(0L));
    used.timeline().forEach(table -> changes.add(table.effectiveFromMillis()));
    due.timeline().forEach(table -> changes.add(table.effectiveFromMillis()));
    List<LateUse> uses = new ArrayList<>();
    LateUse open = null;
    for (long from : changes.headSet(throughMillis, true)) {
      long revision = used.at(from).revision();
      boolean late = revision != due.at(from).revision();
      if (open != null && (!late || revision != open.revision())) {
        uses.add(new LateUse(open.revision(), open.fromMillis(), from - 1));
        open = null;
      }
      if (late && open == null) {
        open = new LateUse(revision, from, throughMillis);
      }
    }
    if (open != null) {
      uses.add(open);
    }
    return uses;
  }
}
