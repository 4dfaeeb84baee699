package io.shardsteer.common.steering;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

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
   * @param fromMillis the first publish time to look at
   * @param throughMillis the last publish time that was routed; {@link #GOING_ON} for what is to
   *     come, too
   */
  public static List<LateUse> between(
      RoutingHistory used, RoutingHistory due, long fromMillis, long throughMillis) {
    List<LateUse> uses = new ArrayList<>();
    if (throughMillis < fromMillis) {
      return uses;
    }
    Iterator<InForce> usedOnes = used.inForce(fromMillis, throughMillis).iterator();
    Iterator<InForce> dueOnes = due.inForce(fromMillis, throughMillis).iterator();
    InForce its = usedOnes.next();
    InForce other = dueOnes.next();
    long from = fromMillis;
    while (true) {
      long to = Math.min(throughMillis, Math.min(its.toMillis(), other.toMillis()));
      if (!isSame(its, other)) {
        join(uses, new LateUse(its.revision(), from, to));
      }
      if (to >= throughMillis) {
        return uses;
      }
      from = to + 1;
      its = its.toMillis() < from ? usedOnes.next() : its;
      other = other.toMillis() < from ? dueOnes.next() : other;
    }
  }

  /** A table that has been summarised since is part of its segment. */
  private static boolean isSame(InForce used, InForce due) {
    return used.revision() == due.revision()
        || due.segment().filter(segment -> segment.covers(used.revision())).isPresent();
  }

  /** Adds a use behind the others, of which the last may go on in it. */
  public static void join(List<LateUse> uses, LateUse next) {
    LateUse last = uses.isEmpty() ? null : uses.get(uses.size() - 1);
    boolean goesOn =
        last != null
            && last.revision() == next.revision()
            && last.toMillis() + 1 == next.fromMillis();
    if (last != null && goesOn) {
      uses.set(uses.size() - 1, new LateUse(last.revision(), last.fromMillis(), next.toMillis()));
    } else {
      uses.add(next);
    }
  }
}
