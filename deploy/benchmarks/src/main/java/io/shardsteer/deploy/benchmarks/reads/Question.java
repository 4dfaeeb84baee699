package io.shardsteer.deploy.benchmarks.reads;

import io.shardsteer.common.locate.TimeRange;

/**
 * A question to the records: all bounds hold, ends included.
 *
 * @param predicate as it is written for a reader
 * @param x range of one coordinate
 * @param y range of the other
 * @param price range of the price
 * @param key the id; empty: any
 * @param times publish times
 */
record Question(String predicate, Span x, Span y, Span price, String key, TimeRange times) {
  /** A range of numbers, ends included. */
  record Span(double from, double to) {
    static final Span ANY = new Span(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    boolean holds(double value) {
      return value >= from && value <= to;
    }
  }

  boolean holds(PlacedRecords records, int record) {
    return x.holds(records.x(record))
        && y.holds(records.y(record))
        && price.holds(records.price(record))
        && times.contains(records.publishMillis(record))
        && (key.isEmpty() || key.equals(records.id(record)));
  }

  Question during(TimeRange others) {
    return new Question(predicate, x, y, price, key, others);
  }
}
