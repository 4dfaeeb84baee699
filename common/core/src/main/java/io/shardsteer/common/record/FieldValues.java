package io.shardsteer.common.record;

import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one record's fields, by slot; reused from record to record. Not thread-safe.
 *
 * <p>Slot i belongs to path i of the {@link FieldPaths} that it was made for. A slot tells apart a
 * field that is absent, one that is null, and one with a value.
 */
public final class FieldValues {
  /** What a slot holds. */
  public enum Kind {
    /** The record has no such field. */
    ABSENT,
    /** The field is there and null. */
    NULL,
    /** A number; booleans are {@link #BOOLEAN}. */
    NUMBER,
    /** Text. */
    TEXT,
    /** A boolean, 0 or 1 as a number. */
    BOOLEAN
  }

  /** Any decimal number of this many digits differs from every other such number as a double. */
  public static final int MOST_EXACT_DIGITS = 15;

  /** Longer texts would make samples of megabytes, and features that hold up a router. */
  public static final int MOST_CHARS = 10_000;

  private static final double LARGEST_EXACT_INTEGER = 0x1p53;

  @SuppressWarnings("EnumOrdinal")
  private static final Kind[] KINDS = Kind.values();

  @SuppressWarnings("EnumOrdinal")
  private static final TimeUnit[] UNITS = TimeUnit.values();

  /** Ordinals: storing a reference would cost more than all else that is done for a value. */
  private final byte[] kinds;

  private final double[] numbers;

  /** The text of a slot, or the digits of a number that a double cannot hold. */
  private final @Nullable String[] texts;

  /** Whether a slot's number is a whole one that a double cannot hold, and stands in longs. */
  private final boolean[] isLong;

  private final long[] longs;

  /** Whether a slot's text stands for bytes. */
  private final boolean[] isHex;

  /** Whether a slot's text has replacement characters for what were none. */
  private final boolean[] isMended;

  private @Nullable String textFault;
  private int textFaultAt;

  /** Ordinals of the units of numbers that are times; 0: the record does not say. */
  private final byte[] units;

  /** The lists and objects of slots that are absent else. */
  private final @Nullable FieldCollection[] collections;

  private boolean hasCollections;

  /** Whether any element was counted since the last {@link #clear}: most records have none. */
  private boolean hasElements;

  /** One bit for each step of the paths that the record has had so far. */
  private final long[] seen;

  /** How many elements each step of the paths has had so far, where a format does not say. */
  private final int[] elements;

  public FieldValues(FieldPaths paths) {
    kinds = new byte[paths.size()];
    numbers = new double[paths.size()];
    texts = new @Nullable String[paths.size()];
    isLong = new boolean[paths.size()];
    longs = new long[paths.size()];
    isHex = new boolean[paths.size()];
    isMended = new boolean[paths.size()];
    units = new byte[paths.size()];
    collections = new @Nullable FieldCollection[paths.size()];
    elements = new int[FieldTrie.nodes(paths)];
    seen = new long[(FieldTrie.nodes(paths) + Long.SIZE - 1) / Long.SIZE];
    clear();
  }

  /** Makes every slot absent. */
  public void clear() {
    Arrays.fill(kinds, (byte) 0);
    Arrays.fill(seen, 0);
    Arrays.fill(texts, null);
    textFault = null;
    if (hasCollections) {
      Arrays.fill(collections, null);
      hasCollections = false;
    }
    if (hasElements) {
      Arrays.fill(elements, 0);
      hasElements = false;
    }
  }

  public int size() {
    return kinds.length;
  }

  @SuppressWarnings("EnumOrdinal") // kept in memory only
  public Kind kind(int slot) {
    return KINDS[kinds[slot]];
  }

  /** True where the slot holds a number, text or boolean. */
  public boolean isPresent(int slot) {
    Kind kind = kind(slot);
    return kind != Kind.ABSENT && kind != Kind.NULL;
  }

  /** The number of a {@link Kind#NUMBER} or {@link Kind#BOOLEAN} slot; NaN for any other. */
  public double number(int slot) {
    return switch (kind(slot)) {
      case NUMBER, BOOLEAN -> numbers[slot];
      case ABSENT, NULL, TEXT -> Double.NaN;
    };
  }

  /** The list or object that a slot holds, which is absent else; null where there is none. */
  public @Nullable FieldCollection collection(int slot) {
    return collections[slot];
  }

  /** The text of a {@link Kind#TEXT} slot; null for any other. */
  public @Nullable String text(int slot) {
    return kind(slot) == Kind.TEXT ? texts[slot] : null;
  }

  /** Whether a slot's text is the hexadecimal digits of bytes. */
  public boolean isHex(int slot) {
    return isHex[slot];
  }

  /**
   * The text of a {@link Kind#TEXT} slot as features, samples and queries see it: of a longer one
   * the first {@value #MOST_CHARS} characters; null for any other kind.
   */
  public @Nullable String chars(int slot) {
    String text = text(slot);
    return text == null || text.length() <= MOST_CHARS ? text : text.substring(0, shortened(text));
  }

  /** Not in the middle of a character of two units. */
  private static int shortened(String text) {
    return Character.isHighSurrogate(text.charAt(MOST_CHARS - 1)) ? MOST_CHARS - 1 : MOST_CHARS;
  }

  /**
   * The value as an identifier: text as it is, numbers in decimal digits (all that the record has),
   * booleans as {@code true} or {@code false}; null where there is no value.
   */
  public @Nullable String identifier(int slot) {
    return switch (kind(slot)) {
      case ABSENT, NULL -> null;
      case TEXT -> texts[slot];
      case NUMBER -> digits(slot);
      case BOOLEAN -> numbers[slot] == 1 ? "true" : "false";
    };
  }

  private String digits(int slot) {
    if (isLong[slot]) {
      return Long.toString(longs[slot]);
    }
    String digits = texts[slot];
    return digits != null ? Decimals.ofWritten(digits) : Decimals.of(numbers[slot]);
  }

  /**
   * The number of a {@link Kind#NUMBER} slot with every digit that the record has; null for any
   * other. Two are the same number where {@link BigDecimal#compareTo} says so. Of a number with an
   * absurd exponent, on which arithmetic takes long, the nearest double.
   */
  public @Nullable BigDecimal exactNumber(int slot) {
    if (kind(slot) != Kind.NUMBER) {
      return null;
    }
    return Decimals.parse(digits(slot)).orElseGet(() -> BigDecimal.valueOf(numbers[slot]));
  }

  /**
   * Whether {@link #number} of a {@link Kind#NUMBER} slot has every digit that the record has, so
   * that {@link #exactNumber} says no more.
   */
  public boolean isExact(int slot) {
    return !isLong[slot] && texts[slot] == null;
  }

  /**
   * The unit of a number that the record's schema says is a time since 1970; {@link TimeUnit#AUTO}
   * where it says nothing.
   */
  public TimeUnit unit(int slot) {
    return UNITS[units[slot]];
  }

  /**
   * Whether a written number of so many characters is told by its nearest double: not where that is
   * so small that it has fewer digits.
   */
  public static boolean isExact(double nearest, int chars) {
    return chars <= MOST_EXACT_DIGITS
        && (Math.abs(nearest) >= Double.MIN_NORMAL || (nearest == 0 && chars <= 3));
  }

  /** A number as people write it: {@code 42} rather than {@code 42.0}. */
  public static String decimal(double number) {
    return number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT_INTEGER
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /** Makes a slot absent. */
  public void setAbsent(int slot) {
    set(slot, Kind.ABSENT, 0, null);
  }

  /** Keeps a list or an object beside a slot that is absent to all who ask for a value. */
  public void setCollection(int slot, FieldCollection collection) {
    setAbsent(slot);
    collections[slot] = collection;
    hasCollections = true;
  }

  public void setNull(int slot) {
    set(slot, Kind.NULL, 0, null);
  }

  public void setNumber(int slot, double value) {
    set(slot, Kind.NUMBER, value, null);
  }

  /** A whole number; {@link #identifier} has all of its digits. */
  public void setNumber(int slot, long value) {
    set(slot, Kind.NUMBER, (double) value, null);
    if (value != (long) numbers[slot] || Math.abs(numbers[slot]) > LARGEST_EXACT_INTEGER) {
      isLong[slot] = true;
      longs[slot] = value;
    }
  }

  /**
   * A number that a double cannot hold exactly.
   *
   * @param digits its decimal digits, for {@link #identifier}
   */
  public void setNumber(int slot, double value, String digits) {
    set(slot, Kind.NUMBER, value, digits);
  }

  /** A whole number that is a time since 1970 in the unit. */
  @SuppressWarnings("EnumOrdinal") // kept in memory only
  public void setTime(int slot, long value, TimeUnit unit) {
    setNumber(slot, value);
    units[slot] = (byte) unit.ordinal();
  }

  /** A number that is a time since 1970 in the unit. */
  @SuppressWarnings("EnumOrdinal") // kept in memory only
  public void setTime(int slot, double value, TimeUnit unit) {
    setNumber(slot, value);
    units[slot] = (byte) unit.ordinal();
  }

  public void setText(int slot, String value) {
    set(slot, Kind.TEXT, 0, value);
  }

  /** Bytes that are no text, as hexadecimal digits: they can still name a thing. */
  public void setHex(int slot, String digits) {
    set(slot, Kind.TEXT, 0, digits);
    isHex[slot] = true;
  }

  /**
   * A text with replacement characters where the record has none that are valid.
   *
   * @param fault what is wrong with the record's text
   * @param at index of the byte at which it shows
   */
  public void setMended(int slot, String value, String fault, int at) {
    setText(slot, value);
    isMended[slot] = true;
    noteTextFault(fault, at);
  }

  /** Notes the first text of the record that is not valid, in a slot or elsewhere. */
  public void noteTextFault(String fault, int at) {
    if (textFault == null) {
      textFault = fault;
      textFaultAt = at;
    }
  }

  /** What is wrong with the record's first text that is not valid; null where all are. */
  public @Nullable String textFault() {
    return textFault;
  }

  /** Index of the byte at which {@link #textFault} shows. */
  public int textFaultAt() {
    return textFaultAt;
  }

  /** Whether a slot's text is not what the record has: two such texts may have been different. */
  public boolean isMended(int slot) {
    return isMended[slot];
  }

  public void setBoolean(int slot, boolean value) {
    set(slot, Kind.BOOLEAN, value ? 1 : 0, null);
  }

  @SuppressWarnings("EnumOrdinal") // kept in memory only
  private void set(int slot, Kind kind, double number, @Nullable String text) {
    kinds[slot] = (byte) kind.ordinal();
    numbers[slot] = number;
    texts[slot] = text;
    isLong[slot] = false;
    isHex[slot] = false;
    isMended[slot] = false;
    units[slot] = 0;
  }

  /** Makes a slot hold what a slot of other values holds. */
  public void copy(int slot, FieldValues from, int fromSlot) {
    copyValue(slot, from, fromSlot);
    collections[slot] = from.collections[fromSlot];
    hasCollections |= collections[slot] != null;
  }

  /** The same of a text, number, boolean or null, without a list or an object beside it. */
  public void copyValue(int slot, FieldValues from, int fromSlot) {
    kinds[slot] = from.kinds[fromSlot];
    numbers[slot] = from.numbers[fromSlot];
    texts[slot] = from.texts[fromSlot];
    isLong[slot] = from.isLong[fromSlot];
    longs[slot] = from.longs[fromSlot];
    isHex[slot] = from.isHex[fromSlot];
    isMended[slot] = from.isMended[fromSlot];
    units[slot] = from.units[fromSlot];
  }

  /** Counts the elements of a step whose format does not number them: 0 for the first one. */
  public int nextElement(int step) {
    hasElements = true;
    return elements[step]++;
  }

  /** Notes that the record has a step of the paths; false where it had it before. */
  public boolean seeFirst(int step) {
    long bit = 1L << step;
    boolean first = (seen[step >>> 6] & bit) == 0;
    seen[step >>> 6] |= bit;
    return first;
  }
}
