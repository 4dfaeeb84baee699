package io.shardsteer.common.record;

import io.shardsteer.common.bounds.NumberSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All values that a field can have in the records that a question is about. May hold more than
 * that, never less. Immutable.
 */
public final class FieldSet {
  /** Whatever a record may hold. */
  public static final FieldSet ANYTHING =
      new FieldSet(true, NumberSet.ALL, NumberSet.ofAll(0, 1), Texts.ANY, Optional.empty());

  /** Whatever a field may hold that has a value. */
  public static final FieldSet PRESENT =
      new FieldSet(false, NumberSet.ALL, NumberSet.ofAll(0, 1), Texts.ANY, Optional.empty());

  /** No value. */
  public static final FieldSet ABSENT =
      new FieldSet(true, NumberSet.EMPTY, NumberSet.EMPTY, Texts.NONE, Optional.empty());

  /** Every text. */
  public static final FieldSet TEXTS =
      new FieldSet(false, NumberSet.EMPTY, NumberSet.EMPTY, Texts.ANY, Optional.empty());

  /** Which texts are in a set. */
  private enum Kinds {
    NONE,
    TIMES,
    ANY
  }

  /**
   * Texts of a set.
   *
   * @param seconds of times alone: what they are as seconds since the epoch, read as UTC where they
   *     have no offset
   */
  private record Texts(Kinds kinds, NumberSet seconds) {
    static final Texts NONE = new Texts(Kinds.NONE, NumberSet.EMPTY);
    static final Texts ANY = new Texts(Kinds.ANY, NumberSet.ALL);

    Texts or(Texts other) {
      if (kinds == Kinds.ANY || other.kinds == Kinds.ANY) {
        return ANY;
      }
      NumberSet both = seconds.or(other.seconds);
      return both.isEmpty() ? NONE : new Texts(Kinds.TIMES, both);
    }

    Texts and(Texts other) {
      if (kinds == Kinds.ANY) {
        return other;
      }
      if (other.kinds == Kinds.ANY) {
        return this;
      }
      NumberSet both = seconds.and(other.seconds);
      return both.isEmpty() ? NONE : new Texts(Kinds.TIMES, both);
    }
  }

  private final boolean missing;
  private final NumberSet numbers;
  private final NumberSet truths;
  private final Texts texts;
  private final Optional<List<FieldValue>> listed;

  private FieldSet(
      boolean missing,
      NumberSet numbers,
      NumberSet truths,
      Texts texts,
      Optional<List<FieldValue>> listed) {
    this.missing = missing;
    this.numbers = numbers;
    this.truths = truths;
    this.texts = texts;
    this.listed = listed;
  }

  /** Numbers alone. */
  public static FieldSet ofNumbers(NumberSet numbers) {
    return new FieldSet(false, numbers, NumberSet.EMPTY, Texts.NONE, Optional.empty());
  }

  /** Every value but the numbers that are missing here. */
  public static FieldSet ofPresent(NumberSet numbers) {
    return new FieldSet(
        false, numbers.orMissing(true), NumberSet.ofAll(0, 1), Texts.ANY, Optional.empty());
  }

  /**
   * Times, as texts and as numbers of any unit.
   *
   * @param seconds since the epoch, where texts without an offset are read as UTC
   */
  public static FieldSet ofTimes(NumberSet seconds) {
    return new FieldSet(
        false,
        EpochTime.numbersOf(seconds),
        NumberSet.EMPTY,
        new Texts(Kinds.TIMES, seconds),
        Optional.empty());
  }

  /**
   * What is written like this: the text, the number that it is the digits of, the boolean that it
   * names.
   */
  public static FieldSet ofWritten(String text) {
    List<FieldValue> values = new ArrayList<>(List.of(FieldValue.ofText(text)));
    double number = NumberText.parse(text);
    if (number == 0) {
      values.add(FieldValue.ofNumber(0.0));
      values.add(FieldValue.ofNumber(-0.0));
    } else if (!Double.isNaN(number)) {
      values.add(FieldValue.ofNumber(number));
    }
    if (text.equals("true") || text.equals("false")) {
      values.add(FieldValue.ofTruth(text.equals("true")));
    }
    return listing(values);
  }

  private static FieldSet listing(List<FieldValue> values) {
    NumberSet numbers = NumberSet.EMPTY;
    NumberSet truths = NumberSet.EMPTY;
    Texts texts = Texts.NONE;
    for (FieldValue value : values) {
      switch (value.kind()) {
        case NUMBER -> numbers = numbers.or(NumberSet.of(value.number()));
        case BOOLEAN -> truths = truths.or(NumberSet.of(value.number()));
        case TEXT, NULL, ABSENT -> texts = Texts.ANY;
      }
    }
    return new FieldSet(false, numbers, truths, texts, Optional.of(List.copyOf(values)));
  }

  /** The values of both. */
  public FieldSet or(FieldSet other) {
    if (listed.isPresent() && other.listed.isPresent()) {
      List<FieldValue> both = new ArrayList<>(listed.get());
      other.listed.get().stream().filter(value -> !both.contains(value)).forEach(both::add);
      return listing(both);
    }
    return new FieldSet(
        missing || other.missing,
        numbers.or(other.numbers),
        truths.or(other.truths),
        texts.or(other.texts),
        Optional.empty());
  }

  /** What both have in common, perhaps more. */
  public FieldSet and(FieldSet other) {
    if (listed.isPresent()) {
      return listing(listed.get().stream().filter(other::mayHold).toList());
    }
    if (other.listed.isPresent()) {
      return other.and(this);
    }
    return new FieldSet(
        missing && other.missing,
        numbers.and(other.numbers),
        truths.and(other.truths),
        texts.and(other.texts),
        Optional.empty());
  }

  private boolean mayHold(FieldValue value) {
    if (listed.isPresent()) {
      return listed.get().contains(value);
    }
    return switch (value.kind()) {
      case NUMBER -> numbers.contains(value.number());
      case BOOLEAN -> truths.contains(value.number());
      case NULL, ABSENT -> missing;
      case TEXT ->
          texts.kinds() == Kinds.ANY
              || texts.seconds().contains(EpochTime.utcSeconds(value.text()));
    };
  }

  /** True if no value is in it. */
  public boolean isEmpty() {
    return listed.isPresent()
        ? listed.get().isEmpty()
        : !missing && numbers.isEmpty() && truths.isEmpty() && texts.kinds() == Kinds.NONE;
  }

  /** Every value, where they are few and known. */
  public Optional<List<FieldValue>> listed() {
    return listed;
  }

  /** {@link FieldValues#number}: missing for everything but numbers and booleans. */
  public NumberSet asNumber() {
    return numbers.or(truths).orMissing(missing || texts.kinds() != Kinds.NONE);
  }

  /** True if there may be no value. */
  public boolean mayBeMissing() {
    return missing;
  }

  /** True if there may be a value. */
  public boolean mayBePresent() {
    return numbers.hasNumbers()
        || numbers.hasMissing()
        || truths.hasNumbers()
        || texts.kinds() != Kinds.NONE;
  }

  /** The numbers, without booleans; missing where one may be NaN. */
  public NumberSet numbers() {
    return numbers;
  }

  /** True if there may be a boolean. */
  public boolean mayBeTruth() {
    return truths.hasNumbers();
  }

  public boolean mayBeText() {
    return texts.kinds() != Kinds.NONE;
  }

  boolean mayBeAnyText() {
    return texts.kinds() == Kinds.ANY;
  }

  /** Of texts that are all times: seconds since the epoch, read as UTC. */
  NumberSet textSeconds() {
    return texts.seconds();
  }
}
