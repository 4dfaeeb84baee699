package io.shardsteer.common.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one record's fields, by slot; reused from record to record. Not thread-safe.
 *
 * <p>Slot i belongs to path i of the {@link FieldPaths} that it was made for. A slot tells apart a
 * field that is absent, one that is null, and one with a value. Text may lie in the record's bytes
 * until it is asked for; they must not change before {@link #clear}.
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
  private static final byte[] NO_BYTES = {};

  /** No text lies in the record; a whole number that a double cannot hold does not either. */
  private static final int NOWHERE = -1;

  private static final int EXACT = -2;

  @SuppressWarnings("EnumOrdinal")
  private static final Kind[] KINDS = Kind.values();

  /** Ordinals: storing a reference would cost more than all else that is done for a value. */
  private final byte[] kinds;

  private final double[] numbers;

  /** The text of a slot, or null where it lies in {@link #source} or there is none. */
  private final @Nullable String[] texts;

  /** Where a slot's ASCII text begins and ends in the source, if it lies there. */
  private final int[] begins;

  private final int[] ends;

  /** The number of a slot whose {@link #begins} is {@link #EXACT}. */
  private final long[] longs;

  private byte[] source = NO_BYTES;

  /**
   * Whether any text or element was noted since the last {@link #clear}: most records have none.
   */
  private boolean hasTexts;

  private boolean hasElements;
  private final AsciiView view = new AsciiView();

  /** One bit for each step of the paths that the record has had so far. */
  private final long[] seen;

  /** How many elements each step of the paths has had so far, where a format does not say. */
  private final int[] elements;

  public FieldValues(FieldPaths paths) {
    kinds = new byte[paths.size()];
    numbers = new double[paths.size()];
    texts = new @Nullable String[paths.size()];
    begins = new int[paths.size()];
    ends = new int[paths.size()];
    longs = new long[paths.size()];
    elements = new int[FieldTrie.nodes(paths)];
    seen = new long[(FieldTrie.nodes(paths) + Long.SIZE - 1) / Long.SIZE];
    clear();
  }

  /** Makes every slot absent. */
  public void clear() {
    Arrays.fill(kinds, (byte) 0);
    Arrays.fill(seen, 0);
    if (hasTexts) {
      Arrays.fill(texts, null);
      hasTexts = false;
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

  /** The text of a {@link Kind#TEXT} slot; null for any other. */
  public @Nullable String text(int slot) {
    return kind(slot) == Kind.TEXT ? kept(slot) : null;
  }

  /**
   * The text of a {@link Kind#TEXT} slot without a copy, valid until the next call; null for any
   * other. Of a longer text the first {@value #MOST_CHARS} characters: what features, samples and
   * queries see of it.
   */
  public @Nullable CharSequence chars(int slot) {
    if (kind(slot) != Kind.TEXT) {
      return null;
    }
    String text = texts[slot];
    if (text != null) {
      return text.length() <= MOST_CHARS ? text : text.substring(0, splitPoint(text));
    }
    return view.over(source, begins[slot], Math.min(ends[slot], begins[slot] + MOST_CHARS));
  }

  /**
   * The record in which the ASCII text of a slot lies, as far as features see it; null: elsewhere.
   */
  public byte @Nullable [] recordOf(int slot) {
    return texts[slot] == null && begins[slot] >= 0 ? source : null;
  }

  /** Where in {@link #recordOf} it begins. */
  public int begin(int slot) {
    return begins[slot];
  }

  /** Where in {@link #recordOf} it ends. */
  public int end(int slot) {
    return Math.min(ends[slot], begins[slot] + MOST_CHARS);
  }

  /** Not in the middle of a character of two units. */
  private static int splitPoint(String text) {
    return Character.isHighSurrogate(text.charAt(MOST_CHARS - 1)) ? MOST_CHARS - 1 : MOST_CHARS;
  }

  /**
   * The value as an identifier: text as it is, numbers in decimal digits (all that the record has),
   * booleans as {@code true} or {@code false}; null where there is no value.
   */
  public @Nullable String identifier(int slot) {
    return switch (kind(slot)) {
      case ABSENT, NULL -> null;
      case TEXT -> kept(slot);
      case NUMBER -> {
        if (begins[slot] == EXACT) {
          yield Long.toString(longs[slot]);
        }
        String digits = kept(slot);
        yield digits != null ? digits : decimal(numbers[slot]);
      }
      case BOOLEAN -> numbers[slot] == 1 ? "true" : "false";
    };
  }

  /**
   * The number of a {@link Kind#NUMBER} slot with every digit that the record has; null for any
   * other. Two are the same number where {@link BigDecimal#compareTo} says so.
   */
  public @Nullable BigDecimal exactNumber(int slot) {
    if (kind(slot) != Kind.NUMBER) {
      return null;
    }
    if (begins[slot] == EXACT) {
      return BigDecimal.valueOf(longs[slot]);
    }
    String digits = kept(slot);
    return digits != null ? new BigDecimal(digits) : BigDecimal.valueOf(numbers[slot]);
  }

  /**
   * Whether {@link #number} of a {@link Kind#NUMBER} slot has every digit that the record has, so
   * that {@link #exactNumber} says no more.
   */
  public boolean isExact(int slot) {
    return begins[slot] == NOWHERE && texts[slot] == null;
  }

  private @Nullable String kept(int slot) {
    if (texts[slot] == null && begins[slot] >= 0) {
      hasTexts = true;
      texts[slot] = new String(source, begins[slot], ends[slot] - begins[slot], ISO_8859_1);
    }
    return texts[slot];
  }

  /** A number as people write it: {@code 42} rather than {@code 42.0}. */
  public static String decimal(double number) {
    return number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT_INTEGER
        ? Long.toString((long) number)
        : Double.toString(number);
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
      begins[slot] = EXACT;
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

  /** A number whose digits, for {@link #identifier}, lie in the record's bytes. */
  public void setNumber(int slot, double value, byte[] record, int begin, int end) {
    set(slot, Kind.NUMBER, value, null);
    lie(slot, record, begin, end);
  }

  public void setText(int slot, String value) {
    set(slot, Kind.TEXT, 0, value);
  }

  /** ASCII text that lies in the record's bytes; all slots must share one record. */
  public void setText(int slot, byte[] record, int begin, int end) {
    set(slot, Kind.TEXT, 0, null);
    lie(slot, record, begin, end);
  }

  public void setBoolean(int slot, boolean value) {
    set(slot, Kind.BOOLEAN, value ? 1 : 0, null);
  }

  @SuppressWarnings("EnumOrdinal") // kept in memory only
  private void set(int slot, Kind kind, double number, @Nullable String text) {
    kinds[slot] = (byte) kind.ordinal();
    numbers[slot] = number;
    if (text != null || hasTexts) {
      texts[slot] = text;
      hasTexts = true;
    }
    begins[slot] = NOWHERE;
  }

  private void lie(int slot, byte[] record, int begin, int end) {
    if (source != record) {
      source = record;
    }
    begins[slot] = begin;
    ends[slot] = end;
  }

  /** Makes texts of their own of all that lie in the record's bytes, which may then change. */
  public void keepTexts() {
    for (int slot = 0; slot < kinds.length; slot++) {
      if (isPresent(slot) && begins[slot] >= 0) {
        String unused = kept(slot);
      }
    }
    source = NO_BYTES;
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
