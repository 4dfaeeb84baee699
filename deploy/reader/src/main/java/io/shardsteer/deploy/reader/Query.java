package io.shardsteer.deploy.reader;

import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import java.time.Instant;

/**
 * A question to the shards. Immutable; each {@code with} method gives another one.
 *
 * @param predicate which records
 * @param times when they were published
 * @param order in which order rows come
 * @param limit most rows; {@link #NO_LIMIT} for all
 * @param pageRows most rows that are handed over at a time
 * @param deduplicated whether a record id is handed over once only, however many rows have it
 * @param everywhere whether all shards are asked, also those that cannot hold a match
 * @param scanning whether more than {@value #MOST_SCANNED} rows may be read where neither the order
 *     nor an index narrows the question
 */
public record Query(
    Predicate predicate,
    TimeRange times,
    Order order,
    long limit,
    int pageRows,
    boolean deduplicated,
    boolean everywhere,
    boolean scanning) {
  /** All rows. */
  public static final long NO_LIMIT = Long.MAX_VALUE;

  /** Most rows that are read of whole tables unless that was asked for. */
  public static final long MOST_SCANNED = 1_000_000;

  private static final int PAGE_ROWS = 1_000;

  /** In which order rows come. */
  public enum Order {
    /** As they are found. */
    ANY,
    /** By publish time; nothing comes before all shards have answered. */
    OLDEST_FIRST,
    /** By publish time, downwards; nothing comes before all shards have answered. */
    NEWEST_FIRST
  }

  public Query {
    if (limit < 1 || pageRows < 1) {
      throw new IllegalArgumentException(
          "A query has a limit and a page of at least 1 row, but they are %d and %d."
              .formatted(limit, pageRows));
    }
  }

  /** A question that reads no more than {@value #MOST_SCANNED} rows of whole tables. */
  public Query(
      Predicate predicate,
      TimeRange times,
      Order order,
      long limit,
      int pageRows,
      boolean deduplicated,
      boolean everywhere) {
    this(predicate, times, order, limit, pageRows, deduplicated, everywhere, false);
  }

  /** All rows that match, whenever published, in any order. */
  public static Query where(Predicate predicate) {
    return new Query(predicate, TimeRange.ALL, Order.ANY, NO_LIMIT, PAGE_ROWS, true, false);
  }

  /**
   * All rows that match a written predicate.
   *
   * @throws io.shardsteer.common.locate.InvalidPredicateException pointing at what is wrong
   */
  public static Query where(String predicate) {
    return where(Predicate.parse(predicate));
  }

  public Query during(TimeRange otherTimes) {
    return new Query(
        predicate, otherTimes, order, limit, pageRows, deduplicated, everywhere, scanning);
  }

  /**
   * @param from the first publish time
   * @param to the last
   */
  public Query during(Instant from, Instant to) {
    return during(new TimeRange(from.toEpochMilli(), to.toEpochMilli()));
  }

  public Query orderedBy(Order otherOrder) {
    return new Query(
        predicate, times, otherOrder, limit, pageRows, deduplicated, everywhere, scanning);
  }

  public Query limitedTo(long rows) {
    return new Query(predicate, times, order, rows, pageRows, deduplicated, everywhere, scanning);
  }

  public Query inPagesOf(int rows) {
    return new Query(predicate, times, order, limit, rows, deduplicated, everywhere, scanning);
  }

  /** Every row, also where several have one record id. */
  public Query withRepetitions() {
    return new Query(predicate, times, order, limit, pageRows, false, everywhere, scanning);
  }

  /** Asks every shard; for comparison. */
  public Query askedEverywhere() {
    return new Query(predicate, times, order, limit, pageRows, deduplicated, true, scanning);
  }

  /**
   * Reads whole tables, however large, where neither the order nor an index narrows the question.
   */
  public Query scanningTables() {
    return new Query(predicate, times, order, limit, pageRows, deduplicated, everywhere, true);
  }
}
