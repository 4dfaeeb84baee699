package io.shardsteer.common.control;

import io.shardsteer.common.message.QueryReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What readers and probes have measured of late: how long shards take to answer and how many a
 * query has to read. Not thread-safe.
 */
public final class QueryStats {
  /** What is older says nothing about now. */
  private static final long WINDOW_MILLIS = 60_000;

  /** Reports that are kept at most; a reader sends one in some seconds. */
  private static final int MOST_REPORTS = 10_000;

  /** A report and the time from which on it counts. */
  private record Span(long fromMillis, QueryReport report) {}

  private final Deque<Span> recent = new ArrayDeque<>();
  private final Map<String, Long> lastByReader = new HashMap<>();

  /** Takes a report; one that is too old is passed over. */
  public void accept(QueryReport report, long nowMillis) {
    if (report.atMillis() > nowMillis - WINDOW_MILLIS) {
      Long last = lastByReader.put(report.reader(), report.atMillis());
      recent.addLast(new Span(last == null ? report.atMillis() - WINDOW_MILLIS : last, report));
    }
    if (recent.size() > MOST_REPORTS) {
      recent.removeFirst();
    }
  }

  /** Forgets what is too old. */
  public void advance(long nowMillis) {
    recent.removeIf(span -> span.report().atMillis() <= nowMillis - WINDOW_MILLIS);
    lastByReader.values().removeIf(at -> at <= nowMillis - WINDOW_MILLIS);
  }

  /** Number of queries. */
  public long queries() {
    return recent.stream().mapToLong(span -> span.report().queries()).sum();
  }

  /** Mean number of shards that queries have to read; NaN where there were none. */
  public double fanOut() {
    return fanOutSince(Long.MIN_VALUE);
  }

  /** {@link #fanOut} of reports that tell of no query before the given time, epoch milliseconds. */
  double fanOutSince(long millis) {
    double queries = 0;
    double shards = 0;
    for (Span span : recent) {
      if (span.fromMillis() < millis) {
        continue;
      }
      QueryReport report = span.report();
      queries += report.queries();
      shards += report.queries() * report.fanOut();
    }
    return queries == 0 ? Double.NaN : shards / queries;
  }

  /** For each shard the median of what was reported of it: one slow read alone is no news. */
  public Map<Integer, Double> millisByShard() {
    Map<Integer, List<Double>> reported = new TreeMap<>();
    for (Span span : recent) {
      span.report()
          .readMillisP99()
          .forEach(
              (shard, millis) ->
                  reported.computeIfAbsent(shard, unknown -> new ArrayList<>()).add(millis));
    }
    Map<Integer, Double> medians = new TreeMap<>();
    reported.forEach(
        (shard, millis) -> {
          millis.sort(null);
          medians.put(shard, millis.get(millis.size() / 2));
        });
    return medians;
  }

  /** The slowest shard's; NaN where nothing was read. */
  double slowestShardMillis() {
    return millisByShard().values().stream()
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(Double.NaN);
  }
}
