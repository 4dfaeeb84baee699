package io.shardsteer.common.locate;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.feature.ComparedTime;
import io.shardsteer.common.record.FieldSet;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.WrittenValue;
import java.util.List;

/** What a predicate asks of one field. A field without a value never meets a condition. */
public sealed interface Condition {
  /** The values that meet it, perhaps more. */
  FieldSet set();

  /** True if a slot's value meets it. */
  boolean matches(FieldValues values, int slot);

  /**
   * Numbers of a range; texts are none, unless the pipeline's {@code text_numbers} says so.
   *
   * @param range both ends included; infinite where open
   */
  record Numbers(Range range) implements Condition {
    @Override
    public FieldSet set() {
      return FieldSet.ofNumbers(range.set());
    }

    @Override
    public boolean matches(FieldValues values, int slot) {
      return values.kind(slot) == FieldValues.Kind.NUMBER && range.holds(values.number(slot));
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
      return new OneOf(java.util.Arrays.stream(texts).map(WrittenValue::new).toList());
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
