package io.shardsteer.common.store;

import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.config.RowLayout.Column;
import io.shardsteer.common.record.Decimals;
import io.shardsteer.common.record.EpochTime;
import io.shardsteer.common.record.FieldCollection;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.WellFormed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A field read as a value of a column's type. Immutable. */
final class ColumnField {
  /** Longer numbers are somebody's mistake or malice; arithmetic on them takes long. */
  private static final int MOST_DIGITS = 100;

  /** 2^53, the first double that stands for several whole numbers. */
  private static final double FIRST_INEXACT = 0x1p53;

  private static final double LARGEST_WHOLE = 1e100;

  /** Cassandra's timestamps are milliseconds of 64 bits, its dates days of 32 bits. */
  private static final double LATEST_SECONDS = Long.MAX_VALUE / 1e3;

  private static final Duration DAY = Duration.ofDays(1);

  private final Column column;
  private final int slot;
  private final EpochTime time;
  private final EpochTime day;

  ColumnField(Column column, FieldPaths paths) {
    this.column = column;
    slot = paths.slot(column.field());
    time = EpochTime.of(slot, column.unit(), column.zone());
    day = EpochTime.of(slot, column.unit(), ZoneOffset.UTC);
  }

  Column column() {
    return column;
  }

  int slot() {
    return slot;
  }

  /**
   * The record's value.
   *
   * @return null where it is missing or is none of the column's type
   */
  @Nullable Object value(FieldValues values) {
    return switch (column.type()) {
      case TEXT, VARCHAR -> whole(values.identifier(slot));
      case ASCII, UUID, TIMEUUID, INET -> parsed(values.identifier(slot));
      case BLOB -> blob(values);
      case TIME -> timeOfDay(values);
      case BOOLEAN ->
          values.kind(slot) == FieldValues.Kind.BOOLEAN ? values.number(slot) == 1 : null;
      case TINYINT -> whole(values, Byte.MIN_VALUE, Byte.MAX_VALUE, Long::byteValue);
      case SMALLINT -> whole(values, Short.MIN_VALUE, Short.MAX_VALUE, Long::shortValue);
      case INT -> whole(values, Integer.MIN_VALUE, Integer.MAX_VALUE, Long::intValue);
      case BIGINT -> whole(values, Long.MIN_VALUE, Long.MAX_VALUE, number -> number);
      case VARINT -> varint(values);
      case FLOAT -> single(values);
      case DOUBLE -> number(values);
      case DECIMAL -> decimal(values);
      case TIMESTAMP -> instant(time, values);
      case DATE -> date(values, column.zone());
      case LIST_OF_TEXT -> elements(values);
      case SET_OF_TEXT -> set(elements(values));
      case MAP_OF_TEXT -> entries(values);
    };
  }

  private @Nullable List<String> elements(FieldValues values) {
    FieldCollection list = values.collection(slot);
    return list == null || list.isMap() || !list.isWhole() ? null : List.copyOf(list.elements());
  }

  private static @Nullable Set<String> set(@Nullable List<String> elements) {
    return elements == null ? null : Collections.unmodifiableSet(new LinkedHashSet<>(elements));
  }

  private @Nullable Map<String, String> entries(FieldValues values) {
    FieldCollection map = values.collection(slot);
    return map == null || !map.isMap() || !map.isWhole()
        ? null
        : Collections.unmodifiableMap(map.entries());
  }

  private static @Nullable String whole(@Nullable String text) {
    return text == null || !WellFormed.is(text) ? null : text;
  }

  private @Nullable Object parsed(@Nullable String text) {
    return text == null ? null : column.type().parse(text).orElse(null);
  }

  private interface Narrowing<T> {
    T of(Long number);
  }

  private <T> @Nullable T whole(FieldValues values, long least, long most, Narrowing<T> narrowing) {
    Double number = number(values);
    if (number == null || number != Math.rint(number)) {
      return null;
    }
    if (Math.abs(number) < FIRST_INEXACT) {
      long exact = number.longValue();
      return exact >= least && exact <= most ? narrowing.of(exact) : null;
    }
    BigInteger large = varint(values);
    return large != null
            && large.bitLength() < Long.SIZE
            && large.longValue() >= least
            && large.longValue() <= most
        ? narrowing.of(large.longValue())
        : null;
  }

  private @Nullable BigInteger varint(FieldValues values) {
    Double number = number(values);
    if (number == null || number != Math.rint(number) || Math.abs(number) > LARGEST_WHOLE) {
      return null;
    }
    BigDecimal decimal = decimal(values);
    try {
      return decimal == null ? null : decimal.toBigIntegerExact();
    } catch (ArithmeticException fraction) {
      return null;
    }
  }

  private @Nullable Float single(FieldValues values) {
    Double number = number(values);
    return number == null || Float.isInfinite(number.floatValue()) ? null : number.floatValue();
  }

  private @Nullable Double number(FieldValues values) {
    return values.kind(slot) == FieldValues.Kind.NUMBER ? values.number(slot) : null;
  }

  private @Nullable BigDecimal decimal(FieldValues values) {
    String digits = number(values) == null ? null : values.identifier(slot);
    if (digits == null || digits.length() > MOST_DIGITS) {
      return null;
    }
    return Decimals.parse(digits).orElse(null);
  }

  private @Nullable Object blob(FieldValues values) {
    String text = values.text(slot);
    return text == null ? null : parsed(values.isHex(slot) ? "0x" + text : text);
  }

  /** A time of day: text, or a number of the unit since midnight. */
  private @Nullable Object timeOfDay(FieldValues values) {
    if (values.kind(slot) != FieldValues.Kind.NUMBER) {
      return parsed(values.text(slot));
    }
    boolean known =
        values.unit(slot) != TimeUnit.AUTO
            || (column.unit() != TimeUnit.AUTO && column.unit() != TimeUnit.DAYS);
    double seconds = known ? time.seconds(values) : Double.NaN;
    return seconds >= 0 && seconds < DAY.toSeconds()
        ? LocalTime.ofNanoOfDay(Math.min(Math.round(seconds * 1e9), DAY.toNanos() - 1))
        : null;
  }

  private static @Nullable Instant instant(EpochTime time, FieldValues values) {
    double seconds = time.seconds(values);
    return Math.abs(seconds) <= LATEST_SECONDS
        ? Instant.ofEpochMilli(Math.round(seconds * 1e3))
        : null;
  }

  /** The day of a time in the zone; a date that is written as one has no zone. */
  private @Nullable LocalDate date(FieldValues values, ZoneId zone) {
    String text = values.text(slot);
    boolean isDay =
        text != null
            ? text.indexOf(':') < 0
            : column.unit() == TimeUnit.DAYS && values.unit(slot) == TimeUnit.AUTO;
    Instant instant = isDay ? instant(day, values) : instant(time, values);
    LocalDate date =
        instant == null ? null : instant.atZone(isDay ? ZoneOffset.UTC : zone).toLocalDate();
    return date != null && date.toEpochDay() == (int) date.toEpochDay() ? date : null;
  }
}
