package io.shardsteer.common.feature;

import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.config.QueryTemplate.Condition;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.NumberText;
import io.shardsteer.common.record.TimeText;
import io.shardsteer.common.record.ZoneOffsets;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields that queries ask for, each once, as the dimensions of a space of numbers. Immutable;
 * threads may share it if each has its own values and point.
 */
public final class QueryDimensions {
  private static final ZoneOffsets UTC = ZoneOffsets.of(ZoneOffset.UTC);

  /**
   * One queried field.
   *
   * @param field its path
   * @param categorical no query asks for a range of it, so that only equality has a meaning
   */
  public record Dimension(String field, boolean categorical) {}

  private final List<Dimension> dimensions;
  private final int[] slots;

  private QueryDimensions(List<Dimension> dimensions, int[] slots) {
    this.dimensions = dimensions;
    this.slots = slots;
  }

  /**
   * @param paths holds every field of the queries
   */
  public static QueryDimensions of(List<QueryTemplate> queries, FieldPaths paths) {
    Map<String, Boolean> categorical = new LinkedHashMap<>();
    for (QueryTemplate query : queries) {
      for (Condition condition : query.conditions()) {
        categorical.merge(
            condition.field(), condition instanceof QueryTemplate.Equal, Boolean::logicalAnd);
      }
    }
    return new QueryDimensions(
        categorical.entrySet().stream()
            .map(entry -> new Dimension(entry.getKey(), entry.getValue()))
            .toList(),
        categorical.keySet().stream().mapToInt(paths::slot).toArray());
  }

  /** In the order of their first use. */
  public List<Dimension> dimensions() {
    return dimensions;
  }

  /** The number of dimensions. */
  public int size() {
    return slots.length;
  }

  /**
   * Numbers stay as they are and booleans are 0 or 1. Text is its hash, a whole number below 2^52,
   * in a categorical dimension; in any other it is read as a time (epoch seconds, UTC unless it
   * says otherwise) or as a number.
   *
   * @param into at least {@link #size()} long; NaN marks what is missing or unusable
   */
  public void extract(FieldValues values, double[] into) {
    for (int i = 0; i < slots.length; i++) {
      CharSequence text = values.chars(slots[i]);
      into[i] =
          text == null
              ? values.number(slots[i])
              : dimensions.get(i).categorical() ? hash(text) : ordered(text);
    }
  }

  /** The coordinate of a text in a categorical dimension: the same in every process. */
  public static double hash(CharSequence text) {
    return ValueHash.of(text) >>> 12;
  }

  private static double ordered(CharSequence text) {
    double seconds = TimeText.epochSeconds(text, UTC);
    return Double.isNaN(seconds) ? NumberText.parse(text) : seconds;
  }
}
