package io.shardsteer.deploy.replay.method;

import java.util.Map;

/**
 * A query as a reader asks it, drawn around a record of the stream.
 *
 * @param centre number of the record
 * @param bounds what each queried field may hold
 */
public record Query(int centre, Map<String, Bounds> bounds) {
  /**
   * Both ends included.
   *
   * @param equality exactly the centre's value, text or number, is asked for
   */
  public record Bounds(double low, double high, boolean equality) {
    private static final Bounds ANY =
        new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false);
  }

  public Query {
    bounds = Map.copyOf(bounds);
  }

  /** What a field may hold: anything where the query does not name it. */
  Bounds of(String field) {
    return bounds.getOrDefault(field, Bounds.ANY);
  }

  /** True if all answers have the centre's key. */
  boolean isOfOneKey(String keyField) {
    return of(keyField).equality();
  }
}
