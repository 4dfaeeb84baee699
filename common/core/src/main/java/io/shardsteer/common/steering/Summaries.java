package io.shardsteer.common.steering;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tables and segments of a history to summarise: those of the same stretch of time, model and
 * number of shards, in stretches that are longer the older they are, but no longer than an eighth
 * of their age. So the number of segments grows with the logarithm of age, and with the models.
 */
public final class Summaries {
  /** A stretch is no longer than this part of its age. */
  private static final int PARTS_OF_AGE = 8;

  private static final long MINUTE = 60_000;
  private static final long DAY = 24 * 60 * MINUTE;

  /** Each a multiple of the one before; longer ones are twice the one before. */
  private static final long[] STRETCHES = {
    MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 360 * MINUTE, DAY
  };

  private static final int DOUBLINGS = 12;

  private final RoutingHistory history;
  private final long nowMillis;
  private final long exactMillis;
  private final List<Segment> due = new ArrayList<>();
  private @Nullable Segment open;
  private long openStretch;
  private long openStart;
  private int openParts;

  private Summaries(RoutingHistory history, long nowMillis, Duration exactFor) {
    this.history = history;
    this.nowMillis = nowMillis;
    exactMillis = exactFor.toMillis();
  }

  /**
   * The segments to take the place of older ones and of tables, oldest first; none if nothing is
   * old enough.
   *
   * @param exactFor how long every table is kept after it was in force
   */
  public static List<Segment> due(RoutingHistory history, long nowMillis, Duration exactFor) {
    return new Summaries(history, nowMillis, exactFor).find();
  }

  private List<Segment> find() {
    for (Segment segment : history.segments()) {
      add(segment, stretch(segment.fromMillis()));
    }
    List<RoutingTable> tables = history.tables();
    for (int i = 0; i + 1 < tables.size(); i++) {
      RoutingTable table = tables.get(i);
      long stretch = stretch(table.effectiveFromMillis());
      // What is in force for long may be old by its begin alone.
      boolean isOver = tables.get(i + 1).effectiveFromMillis() <= nowMillis - exactMillis;
      if (stretch == 0 || !isOver) {
        break;
      }
      add(Segment.of(table), stretch);
    }
    close();
    return due;
  }

  private void add(Segment next, long stretch) {
    long start = stretch == 0 ? 0 : Math.floorDiv(next.fromMillis(), stretch);
    boolean joins =
        open != null
            && stretch != 0
            && stretch == openStretch
            && start == openStart
            && open.isLike(next.model(), next.last().shards().size());
    if (open != null && joins) {
      open = open.and(next);
      openParts++;
      return;
    }
    close();
    open = next;
    openStretch = stretch;
    openStart = start;
    openParts = 1;
  }

  /** A segment that is one already stays as it is. */
  private void close() {
    Segment segment = open;
    if (segment != null && (openParts > 1 || history.segmentOf(segment.toRevision()).isEmpty())) {
      due.add(segment);
    }
    open = null;
  }

  /** How long the stretch is that a time belongs to; 0: none, it is not old enough. */
  private long stretch(long fromMillis) {
    long length = DAY << DOUBLINGS;
    for (int i = DOUBLINGS; i > 0; i--, length /= 2) {
      if (isOld(fromMillis, length)) {
        return length;
      }
    }
    for (int i = STRETCHES.length - 1; i >= 0; i--) {
      if (isOld(fromMillis, STRETCHES[i])) {
        return STRETCHES[i];
      }
    }
    return 0;
  }

  private boolean isOld(long fromMillis, long length) {
    long end = (Math.floorDiv(fromMillis, length) + 1) * length;
    return end + Math.max(exactMillis, PARTS_OF_AGE * length) <= nowMillis;
  }
}
