package io.shardsteer.common.control;

import io.shardsteer.common.message.QueryReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What readers and probes have reported of late. Not thread-safe. */
final class RecentReports {
  /** A reader that has not reported before tells of this long, in milliseconds, at most. */
  private static final long FIRST_MILLIS = 60_000;

  /** Reports that are kept at most; a reader sends one in some seconds. */
  private static final int MOST_REPORTS = 10_000;

  /** A report and the time from which on it counts. */
  private record Span(long fromMillis, QueryReport report) {}

  private final long windowMillis;
  private final Predicate<QueryReport> kept;
  private final Deque<Span> recent = new ArrayDeque<>();
  private final Map<String, Long> lastByReader = new HashMap<>();

  /**
   * @param windowMillis what is older is forgotten
   * @param kept which reports say anything
   */
  RecentReports(long windowMillis, Predicate<QueryReport> kept) {
    this.windowMillis = windowMillis;
    this.kept = kept;
  }

  /** Takes a report; one that is too old is passed over. */
  void accept(QueryReport report, long nowMillis) {
    if (report.atMillis() <= nowMillis - windowMillis) {
      return;
    }
    Long last = lastByReader.put(report.reader(), report.atMillis());
    if (kept.test(report)) {
      recent.addLast(new Span(last == null ? report.atMillis() - FIRST_MILLIS : last, report));
    }
    if (recent.size() > MOST_REPORTS) {
      recent.removeFirst();
    }
  }

  /** Forgets what is too old. */
  void advance(long nowMillis) {
    recent.removeIf(span -> span.report().atMillis() <= nowMillis - windowMillis);
    lastByReader.values().removeIf(at -> at <= nowMillis - windowMillis);
  }

  /** In the order in which they came. */
  Stream<QueryReport> all() {
    return since(Long.MIN_VALUE);
  }

  /** Those that tell of no query before the given time, epoch milliseconds. */
  Stream<QueryReport> since(long millis) {
    return recent.stream().filter(span -> span.fromMillis() >= millis).map(Span::report);
  }
}
