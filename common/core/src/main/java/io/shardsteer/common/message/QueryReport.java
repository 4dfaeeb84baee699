package io.shardsteer.common.message;

import java.util.List;
import java.util.Map;

/**
 * What one reader has measured since its report before.
 *
 * @param reader who reports, unique for each start
 * @param atMillis when, epoch milliseconds
 * @param queries queries since the report before
 * @param fanOut mean number of shards that these have to read by the table in force; 0 without
 *     queries
 * @param readMillisP99 99 % of the pages read from a shard came within this, by shard id
 * @param shapes what was asked, of the answers that ended since the report before
 * @param oldTimes what was read for those queries that ask for rows from before the table in force
 */
public record QueryReport(
    String reader,
    long atMillis,
    long queries,
    double fanOut,
    Map<Integer, Double> readMillisP99,
    List<AskedShape> shapes,
    OldTimes oldTimes)
    implements SteerMessage {
  public QueryReport {
    readMillisP99 = Map.copyOf(readMillisP99);
    shapes = List.copyOf(shapes);
  }

  /** A report that does not tell what was asked. */
  public QueryReport(
      String reader,
      long atMillis,
      long queries,
      double fanOut,
      Map<Integer, Double> readMillisP99) {
    this(reader, atMillis, queries, fanOut, readMillisP99, List.of(), OldTimes.NONE);
  }

  /**
   * Queries that ask for rows from before the table in force took effect.
   *
   * @param queries how many
   * @param shards shards that had to be read for them, of all together
   * @param newestShards shards that the table in force alone would have them read, of all together
   */
  public record OldTimes(long queries, long shards, long newestShards) {
    public static final OldTimes NONE = new OldTimes(0, 0, 0);

    public OldTimes plus(OldTimes other) {
      return new OldTimes(
          queries + other.queries, shards + other.shards, newestShards + other.newestShards);
    }
  }
}
