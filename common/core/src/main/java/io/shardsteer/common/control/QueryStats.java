package io.shardsteer.common.control;

import io.shardsteer.common.message.QueryReport;
import java.util.ArrayList;
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

  private final RecentReports recent = new RecentReports(WINDOW_MILLIS, report -> true);

  /** Takes a report; one that is too old is passed over. */
  public void accept(QueryReport report, long nowMillis) {
    recent.accept(report, nowMillis);
  }

  /** Forgets what is too old. */
  public void advance(long nowMillis) {
    recent.advance(nowMillis);
  }

  /** Number of queries. */
  public long queries() {
    return recent.all().mapToLong(QueryReport::queries).sum();
  }

  /** Mean number of shards that queries have to read; NaN where there were none. */
  public double fanOut() {
    return fanOutSince(Long.MIN_VALUE);
  }

  /** {@link #fanOut} of reports that tell of no query before the given time, epoch milliseconds. */
  double fanOutSince(long millis) {
    double queries = 0;
    double shards = 0;
    for (QueryReport report : (Iterable<QueryReport>) recent.since(millis)::iterator) {
      queries += report.queries();
      shards += report.queries() * report.fanOut();
    }
    return queries == 0 ? Double.NaN : shards / queries;
  }

  /** For each shard the median of what was reported of it: one slow read alone is no news. */
  public Map<Integer, Double> millisByShard() {
    Map<Integer, List<Double>> reported = new TreeMap<>();
    recent
        .all()
        .forEach(
            report ->
                report
                    .readMillisP99()
                    .forEach(
                        (shard, millis) ->
                            reported
                                .computeIfAbsent(shard, unknown -> new ArrayList<>())
                                .add(millis)));
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
