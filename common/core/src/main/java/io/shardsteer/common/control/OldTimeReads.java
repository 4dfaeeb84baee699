package io.shardsteer.common.control;

import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.QueryReport.OldTimes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** What readers have had to read in the last hour for questions over old times. Not thread-safe. */
final class OldTimeReads {
  private static final long WINDOW_MILLIS = Duration.ofHours(1).toMillis();

  /** A reader that has not reported before tells of this long, in milliseconds, at most. */
  private static final long FIRST_MILLIS = 60_000;

  private static final int MOST_REPORTS = 10_000;

  /** A report's reads, all of which came after a time. */
  private record Span(long fromMillis, long toMillis, OldTimes reads) {}

  private final Deque<Span> recent = new ArrayDeque<>();
  private final Map<String, Long> lastByReader = new HashMap<>();

  void accept(QueryReport report, long nowMillis) {
    if (report.atMillis() <= nowMillis - WINDOW_MILLIS) {
      return;
    }
    Long last = lastByReader.put(report.reader(), report.atMillis());
    if (report.oldTimes().queries() > 0) {
      long from = last == null ? report.atMillis() - FIRST_MILLIS : last;
      recent.addLast(new Span(from, report.atMillis(), report.oldTimes()));
    }
    if (recent.size() > MOST_REPORTS) {
      recent.removeFirst();
    }
  }

  /** Forgets what is too old. */
  void advance(long nowMillis) {
    recent.removeIf(span -> span.toMillis() <= nowMillis - WINDOW_MILLIS);
    lastByReader.values().removeIf(at -> at <= nowMillis - WINDOW_MILLIS);
  }

  /** Of reports that tell of no read before the given time, epoch milliseconds. */
  OldTimes since(long millis) {
    return recent.stream()
        .filter(span -> span.fromMillis() >= millis)
        .map(Span::reads)
        .reduce(OldTimes.NONE, OldTimes::plus);
  }
}
