package io.shardsteer.common.steering;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Hands on what stands on the routing topic in the order of revisions. A topic that is compacted
 * has a segment behind tables that were published before it, so what comes too early is held back
 * until what belongs before it has come. Not thread-safe.
 */
public final class RevisionOrder {
  /** Where it goes. */
  public interface Sink {
    /**
     * @param publishedMillis when it was published to the topic, epoch milliseconds
     */
    void table(RoutingTable table, long publishedMillis);

    /** Takes what stands for tables, some of which, or all, may have been handed on before. */
    void segment(Segment segment);
  }

  /** Consecutive tables that came too early, and when they were published. */
  private static final class Run {
    private PackedTables tables = PackedTables.NONE;
    private long[] publishedMillis = new long[64];

    long nextRevision() {
      return tables.revision(tables.end() - 1) + 1;
    }

    void add(RoutingTable table, long published) {
      if (tables.end() == publishedMillis.length) {
        publishedMillis = Arrays.copyOf(publishedMillis, 2 * publishedMillis.length);
      }
      publishedMillis[tables.end()] = published;
      tables = tables.with(table);
    }
  }

  private final Sink sink;
  private final NavigableMap<Long, Segment> segments = new TreeMap<>();
  private final NavigableMap<Long, Run> runs = new TreeMap<>();

  /** Revision 0 is known before it is published. */
  private long next = 1;

  public RevisionOrder(Sink sink) {
    this.sink = sink;
  }

  /** Takes a table from the topic. */
  public void table(RoutingTable table, long publishedMillis) {
    if (table.revision() > next) {
      hold(table, publishedMillis);
      return;
    }
    handOn(table, publishedMillis);
    if (isWaiting()) {
      handOnHeld();
    }
  }

  /** Takes a segment from the topic. */
  public void segment(Segment segment) {
    segments.merge(
        segment.fromRevision(),
        segment,
        (known, other) -> other.toRevision() >= known.toRevision() ? other : known);
    handOnHeld();
  }

  private void hold(RoutingTable table, long publishedMillis) {
    Map.Entry<Long, Run> before = runs.lowerEntry(table.revision());
    Run run =
        before != null && before.getValue().nextRevision() == table.revision()
            ? before.getValue()
            : runs.computeIfAbsent(table.revision(), revision -> new Run());
    run.add(table, publishedMillis);
  }

  private void handOn(RoutingTable table, long publishedMillis) {
    sink.table(table, publishedMillis);
    next = Math.max(next, table.revision() + 1);
  }

  private void handOnHeld() {
    boolean found = true;
    while (found) {
      found = false;
      while (!segments.isEmpty() && segments.firstKey() <= next) {
        Segment segment = segments.pollFirstEntry().getValue();
        sink.segment(segment);
        next = Math.max(next, segment.toRevision() + 1);
        found = true;
      }
      while (!runs.isEmpty() && runs.firstKey() <= next) {
        handOn(runs.pollFirstEntry().getValue());
        found = true;
      }
    }
  }

  private void handOn(Run run) {
    for (int i = run.tables.first(); i < run.tables.end(); i++) {
      if (run.tables.revision(i) >= next) {
        handOn(run.tables.table(i), run.publishedMillis[i]);
      }
    }
  }

  /** True while something is held back. */
  public boolean isWaiting() {
    return !runs.isEmpty() || !segments.isEmpty();
  }

  /**
   * To be called when the topic holds no more.
   *
   * @throws BrokenHistoryException if something is held back: what belongs before it is lost
   */
  public void requireComplete() {
    if (isWaiting()) {
      long table = runs.isEmpty() ? Long.MAX_VALUE : runs.firstKey();
      long segment = segments.isEmpty() ? Long.MAX_VALUE : segments.firstKey();
      throw BrokenHistoryException.gap(next - 1, Math.min(table, segment));
    }
  }
}
