package io.shardsteer.common.asked;

import io.shardsteer.common.locate.Condition;
import io.shardsteer.common.locate.Conjunction;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.message.AskedShape.Kind;
import io.shardsteer.common.message.AskedShape.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a predicate asks of which fields, without the values. */
public final class QuestionShapes {
  /** A predicate of more cases is no question that an order could be made for. */
  private static final int MOST_CASES = 8;

  private QuestionShapes() {}

  /** What is known of a field so far. */
  private static final class Bounds {
    boolean isEqual;
    boolean isTime;
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;

    void narrow(Condition.Range range, boolean ofTimes) {
      isTime = ofTimes;
      low = Math.max(low, range.low());
      high = Math.min(high, range.high());
    }

    Part part(String field) {
      if (isEqual) {
        return new Part(field, Kind.EQUAL, 0);
      }
      return new Part(field, isTime ? Kind.TIME_RANGE : Kind.RANGE, rounded(high - low));
    }
  }

  /**
   * The parts of each case of a predicate, in the order of the fields' names.
   *
   * @param keyField the field that the key is taken from; empty: none
   */
  public static List<List<Part>> of(Predicate predicate, String keyField) {
    List<Conjunction> cases = predicate.cases();
    if (cases.size() > MOST_CASES) {
      return List.of(List.of());
    }
    return cases.stream().map(one -> parts(one, keyField)).toList();
  }

  private static List<Part> parts(Conjunction one, String keyField) {
    Map<String, Bounds> fields = new TreeMap<>();
    for (Predicate.Term term : one.terms()) {
      boolean isKey = term.field().equals(Predicate.KEY) && !keyField.isEmpty();
      String field = isKey ? keyField : term.field();
      if (field.equals(Predicate.RECORD_ID) || field.equals(Predicate.PUBLISH_TIME)) {
        continue;
      }
      if (term.condition() instanceof Condition.OneOf) {
        fields.computeIfAbsent(field, unknown -> new Bounds()).isEqual = true;
      } else if (term.condition() instanceof Condition.Numbers numbers) {
        fields.computeIfAbsent(field, unknown -> new Bounds()).narrow(numbers.range(), false);
      } else if (term.condition() instanceof Condition.Times times) {
        fields.computeIfAbsent(field, unknown -> new Bounds()).narrow(times.range(), true);
      }
    }
    List<Part> parts = new ArrayList<>();
    fields.forEach((field, bounds) -> parts.add(bounds.part(field)));
    return parts;
  }

  /** The power of two that is nearest to a width by ratio; 0 for what has no width. */
  static double rounded(double width) {
    return width > 0 && width < Double.POSITIVE_INFINITY
        ? Math.pow(2, Math.rint(Math.log(width) / Math.log(2)))
        : 0;
  }
}
