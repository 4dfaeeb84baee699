package io.shardsteer.deploy.reader;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * How a question is read.
 *
 * @param shards shards to ask
 * @param candidates shards that hold rows of the time, matching or not
 * @param wholeShards those to ask whose tables are read from one end to the other, not by slices,
 *     keys or an index
 * @param rows about how many rows these hold; empty where that is not known
 */
public record ReadPlan(int shards, int candidates, int wholeShards, OptionalLong rows) {

  /** False if neither the order nor an index leaves anything out. */
  public boolean isNarrowed() {
    return wholeShards == 0 || wholeShards < candidates;
  }

  /** The plan for people. */
  public String text() {
    if (wholeShards == 0) {
      return "reads parts of %d of %d shards".formatted(shards, candidates);
    }
    String whole =
        "reads %d whole shards%s"
            .formatted(
                wholeShards,
                rows.isPresent()
                    ? String.format(Locale.ROOT, ", about %,d rows", rows.getAsLong())
                    : "");
    return isNarrowed()
        ? "%s, of %d".formatted(whole, candidates)
        : whole + ": neither the order nor an index narrows the question";
  }

  /** Most rows that an answer may read. */
  long mostRows(Query query) {
    return isNarrowed() || query.scanning() || query.everywhere()
        ? Long.MAX_VALUE
        : Query.MOST_SCANNED;
  }

  /** True if it is known beforehand that more would be read; a limit may be reached before. */
  boolean isRefused(Query query) {
    return query.limit() == Query.NO_LIMIT && rows.orElse(0) > mostRows(query);
  }

  ShardReadException refusal() {
    return new ShardReadException(
        String.format(
            Locale.ROOT,
            "The question %s.%nMore than %,d rows are read only if that is asked for: narrow the"
                + " question by fields of `queries:` or an indexed column, or allow it by --scan"
                + " (in programs: Query.scanningTables()).",
            text(),
            Query.MOST_SCANNED));
  }
}
