package io.shardsteer.common.locate;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.feature.ComparedTime;
import io.shardsteer.common.record.ExactNumber;
import io.shardsteer.common.record.FieldSet;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.WrittenValue;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a predicate asks of one field. As in SQL, a field without a value meets neither a comparison
 * nor its negation; {@link Absent} and {@link Present} ask for that.
 */
public sealed interface Condition {
  /** The values that meet it, perhaps more. */
  FieldSet set();

  /** True if a slot's value meets it. */
  boolean matches(FieldValues values, int slot);

  /** Holds for the values that do not meet this; for missing ones only where this asks for that. */
  default Condition negated() {
    return new Not(this);
  }

  /**
   * Numbers of a range, compared by all of their digits; texts are none, unless the pipeline's
   * {@code text_numbers} says so.
   *
   * @param range the ends as doubles; infinite where open
   * @param low the lower end with all of its digits; null where open
   * @param high the upper end with all of its digits; null where open
   */
  record Numbers(Range range, @Nullable BigDecimal low, @Nullable BigDecimal high)
      implements Condition {
    /** A range whose ends are doubles. */
    public Numbers(Range range) {
      this(range, exact(range.low()), exact(range.high()));
    }

    private static @Nullable BigDecimal exact(double end) {
      return Double.isInfinite(end) ? null : BigDecimal.valueOf(end);
    }

    /** Numbers round to the double of an end from both of its sides, so that it is in the set. */
    @Override
    public FieldSet set() {
      return FieldSet.ofNumbers(NumberSet.between(range.low(), range.high()));
    }

    @Override
    public boolean matches(FieldValues values, int slot) {
      if (values.kind(slot) != FieldValues.Kind.NUMBER || Double.isNaN(values.number(slot))) {
        return false;
      }
      if (low != null) {
        int order = ExactNumber.compare(values, slot, low);
        if (order < 0 || (order == 0 && !range.lowIncluded())) {
          return false;
        }
      }
      if (high != null) {
        int order = ExactNumber.compare(values, slot, high);
        return order < 0 || (order == 0 && range.highIncluded());
      }
      return true;
    }
  }

  /**
   * Times of a range, as {@link ComparedTime} reads them.
   *
   * @param range seconds since the epoch
   */
  record Times(Range range) implements Condition {
    @Override
    public FieldSet set() {
      return FieldSet.ofTimes(range.set());
    }

    @Override
    public boolean matches(FieldValues values, int slot) {
      return range.holds(ComparedTime.seconds(values, slot));
    }
  }

  /** Any of the given values. */
  record OneOf(List<WrittenValue> values) implements Condition {
    public OneOf {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("A list of values has at least one.");
      }
    }

    /** The value written like this. */
    public static OneOf of(String... texts) {
      return new OneOf(Arrays.stream(texts).map(WrittenValue::new).toList());
    }

    @Override
    public FieldSet set() {
      return values.stream().map(WrittenValue::set).reduce(FieldSet::or).orElseThrow();
    }

    @Override
    public boolean matches(FieldValues fields, int slot) {
      for (WrittenValue value : values) {
        if (value.matches(fields, slot)) {
          return true;
        }
      }
      return false;
    }

    boolean contains(String text) {
      for (WrittenValue value : values) {
        if (value.text().equals(text)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Texts that begin like this; numbers and booleans are none. */
  record StartsWith(String prefix) implements Condition {
    @Override
    public FieldSet set() {
      return FieldSet.TEXTS;
    }

    @Override
    public boolean matches(FieldValues values, int slot) {
      String text = values.text(slot);
      return text != null && text.startsWith(prefix);
    }
  }

  /** Fields that are absent or null. */
  record Absent() implements Condition {
    @Override
    public FieldSet set() {
      return FieldSet.ABSENT;
    }

    @Override
    public boolean matches(FieldValues values, int slot) {
      return !values.isPresent(slot);
    }

    @Override
    public Condition negated() {
      return new Present();
    }
  }

  /** Fields that have a value. */
  record Present() implements Condition {
    @Override
    public FieldSet set() {
      return FieldSet.PRESENT;
    }

    @Override
    public boolean matches(FieldValues values, int slot) {
      return values.isPresent(slot);
    }

    @Override
    public Condition negated() {
      return new Absent();
    }
  }

  /** Values that do not meet a comparison. */
  record Not(Condition condition) implements Condition {
    @Override
    public FieldSet set() {
      if (condition instanceof Numbers numbers) {
        Range range = numbers.range();
        return FieldSet.ofPresent(
            NumberSet.between(Double.NEGATIVE_INFINITY, range.low())
                .or(NumberSet.between(range.high(), Double.POSITIVE_INFINITY)));
      }
      return FieldSet.PRESENT;
    }

    @Override
    public boolean matches(FieldValues values, int slot) {
      return values.isPresent(slot) && !condition.matches(values, slot);
    }

    @Override
    public Condition negated() {
      return condition;
    }
  }

  /** All numbers between two. */
  record Range(double low, boolean lowIncluded, double high, boolean highIncluded) {
    /** Both ends included. */
    public static Range between(double low, double high) {
      return new Range(low, true, high, true);
    }

    boolean holds(double number) {
      return (lowIncluded ? number >= low : number > low)
          && (highIncluded ? number <= high : number < high);
    }

    /** The least number in it. */
    double least() {
      return lowIncluded ? low : Math.nextUp(low);
    }

    /** The largest number in it. */
    double largest() {
      return highIncluded ? high : Math.nextDown(high);
    }

    NumberSet set() {
      return NumberSet.between(least(), largest());
    }
  }
}
