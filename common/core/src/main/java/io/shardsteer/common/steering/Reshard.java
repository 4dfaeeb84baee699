package io.shardsteer.common.steering;

import java.util.List;
import java.util.Optional;

/**
 * A move of stored rows: everything published before a time goes to where one routing table puts
 * it, as if that table had been in force from the beginning.
 *
 * @param number counts up from 1 within a pipeline
 * @param beforeMillis publish time, epoch milliseconds, up to which rows move; rows of that time
 *     and later ones stay
 * @param revision the table in force at that time
 * @param phase how far it is
 * @param layout what layout every row gets besides, whenever it was published; none or one
 */
public record Reshard(
    int number, long beforeMillis, long revision, Phase phase, List<LayoutChange> layout) {
  /** How far a move of rows is. A phase never goes back. */
  public enum Phase {
    /**
     * Rows are being copied: a row is where the tables of its time put it, or where the move's
     * table puts it, or in both places. Routers go by the move's table already.
     */
    COPYING,
    /** Every row is where the move's table puts it; the ones left elsewhere are being deleted. */
    DELETING,
    /** Nothing is left elsewhere. */
    DONE
  }

  public Reshard {
    if (number < 1) {
      throw new IllegalArgumentException("A reshard's number is 1 and up, but it is " + number);
    }
    if (revision < 0) {
      throw new IllegalArgumentException("A revision is at least 0, but it is " + revision);
    }
    if (layout.size() > 1) {
      throw new IllegalArgumentException("A reshard goes to one layout, but to " + layout);
    }
    layout = List.copyOf(layout);
  }

  /** A move within the tables that there are. */
  public Reshard(int number, long beforeMillis, long revision, Phase phase) {
    this(number, beforeMillis, revision, phase, List.of());
  }

  public Reshard in(Phase later) {
    return new Reshard(number, beforeMillis, revision, later, layout);
  }

  /** The layout that every row gets; empty where rows keep theirs. */
  public Optional<LayoutChange> change() {
    return layout.stream().findFirst();
  }

  /** Whether every row is where the move's table puts it. */
  public boolean isSettled() {
    return phase != Phase.COPYING;
  }
}
