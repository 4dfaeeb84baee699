package io.shardsteer.deploy.reader;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongPredicate;

/**
 * The rows of an answer that were found and not yet taken, each once. Its memory is bounded: by
 * {@link SeenRows}, by the pages that are being read, and where an order is asked for by {@link
 * #MOST_SORTED}. Not thread-safe.
 */
final class FoundRows {
  /** Rows that may be kept for an order. */
  static final int MOST_SORTED = 2_000_000;

  private static final Comparator<FoundRow> BY_TIME =
      Comparator.comparing(FoundRow::publishTime).thenComparing(FoundRow::recordId);

  private final Query query;
  private final LongPredicate mayComeAgain;
  private final Deque<FoundRow> ready = new ArrayDeque<>();
  private final SeenRows seen;

  /** The rows of an ordered answer; those that a limit drops first stand first. */
  private final PriorityQueue<FoundRow> kept;

  /**
   * @param mayComeAgain of which publish times rows may stand in two shards
   * @param remembered how many rows are recognised at least
   */
  FoundRows(Query query, LongPredicate mayComeAgain, int remembered) {
    this.query = query;
    this.mayComeAgain = mayComeAgain;
    seen = new SeenRows(remembered);
    kept =
        new PriorityQueue<>(
            query.order() == Query.Order.NEWEST_FIRST ? BY_TIME : BY_TIME.reversed());
  }

  /**
   * Takes a row that matches.
   *
   * @throws ShardReadException if rows are too many to be put in order, or to be told apart
   */
  void add(FoundRow row) {
    boolean again = query.everywhere() || mayComeAgain.test(row.row().publishMillis());
    if (!seen.add(identity(row), again)) {
      return;
    }
    if (query.order() == Query.Order.ANY) {
      ready.add(row);
      return;
    }
    kept.add(row);
    if (kept.size() > query.limit()) {
      kept.remove();
    } else if (kept.size() > MOST_SORTED) {
      throw new ShardReadException(
          "More than %,d rows match, too many to put in order.\nGive a limit, a narrower predicate or time range, or take them in any order."
              .formatted(MOST_SORTED));
    }
  }

  /** A row that is being moved stands in two tables. */
  private String identity(FoundRow row) {
    return query.deduplicated()
        ? row.recordId()
        : row.key() + '\0' + row.row().publishMillis() + '\0' + row.recordId();
  }

  /** Every row is there: those of an order can be taken. */
  void complete() {
    while (!kept.isEmpty()) {
      ready.addFirst(kept.remove());
    }
  }

  /** Rows that can be taken. */
  int size() {
    return ready.size();
  }

  List<FoundRow> take(long most) {
    List<FoundRow> rows = new ArrayList<>();
    while (rows.size() < most && !ready.isEmpty()) {
      rows.add(ready.remove());
    }
    return rows;
  }

  /** True if rows that come again would not all be recognised. */
  boolean hasForgotten() {
    return seen.hasForgotten();
  }

  void clear() {
    ready.clear();
    kept.clear();
    seen.clear();
  }
}
