package io.shardsteer.common.config;

import java.util.List;

/**
 * A kind of read that the order should serve with few shards.
 *
 * @param name for reports
 * @param weight how often it is asked, relative to the others
 * @param conditions what it fixes; all must hold
 */
public record QueryTemplate(String name, double weight, List<Condition> conditions) {
  public QueryTemplate {
    conditions = List.copyOf(conditions);
  }

  /** A condition on one field. */
  public sealed interface Condition {
    /** Path of the field. */
    String field();
  }

  /** The field has one given value. */
  public record Equal(String field) implements Condition {}

  /**
   * The field lies in a range.
   *
   * @param width typical width in the field's unit, in seconds of a duration; 0: the width that
   *     holds the template's {@link #selectivity} of the records
   * @param selectivity share of the records in the range where no width is given, in (0,1]
   * @param isDuration whether the width is a duration, so that the field holds times
   */
  public record Range(String field, double width, double selectivity, boolean isDuration)
      implements Condition {
    /** A range of numbers, or of times without a width. */
    public Range(String field, double width, double selectivity) {
      this(field, width, selectivity, false);
    }
  }
}
