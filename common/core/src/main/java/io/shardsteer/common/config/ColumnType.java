package io.shardsteer.common.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The CQL types that a declared column may have: scalars, as fields hold nothing else. */
public enum ColumnType {
  /** Any text; numbers and booleans as they are written. */
  TEXT(String.class),
  /** Text without any character beyond ASCII. */
  ASCII(String.class),
  /** A boolean. */
  BOOLEAN(Boolean.class),
  /** A whole number of 8 bits. */
  TINYINT(Byte.class),
  /** A whole number of 16 bits. */
  SMALLINT(Short.class),
  /** A whole number of 32 bits. */
  INT(Integer.class),
  /** A whole number of 64 bits. */
  BIGINT(Long.class),
  /** A whole number of any size. */
  VARINT(BigInteger.class),
  /** A number in single precision. */
  FLOAT(Float.class),
  /** A number in double precision. */
  DOUBLE(Double.class),
  /** A decimal number with all its digits. */
  DECIMAL(BigDecimal.class),
  /** A time, in milliseconds. */
  TIMESTAMP(Instant.class),
  /** The calendar day of a time in a zone. */
  DATE(LocalDate.class),
  /** A UUID in its usual form of 36 characters. */
  UUID(UUID.class);

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Class<?> javaType;

  ColumnType(Class<?> javaType) {
    this.javaType = javaType;
  }

  /**
   * True if a column of this type keeps the order and equality of what a record says, so that an
   * index of it can narrow questions about the field; times are compared by other rules.
   */
  public boolean isComparedAsStored() {
    return switch (this) {
      case TEXT, BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, VARINT, FLOAT, DOUBLE, DECIMAL -> true;
      case ASCII, TIMESTAMP, DATE, UUID -> false;
    };
  }

  /** The class of this type's values. */
  public Class<?> javaType() {
    return javaType;
  }

  /**
   * The value that a text stands for in a configuration: numbers in decimal digits, times as
   * ISO-8601 instants, dates as {@code 2014-06-01}.
   *
   * @return empty where the type has no such value
   */
  public Optional<Object> parse(String text) {
    try {
      return Optional.of(
          switch (this) {
            case TEXT -> text;
            case ASCII -> ascii(text);
            case BOOLEAN -> truth(text);
            case TINYINT -> Byte.valueOf(text);
            case SMALLINT -> Short.valueOf(text);
            case INT -> Integer.valueOf(text);
            case BIGINT -> Long.valueOf(text);
            case VARINT -> new BigInteger(text);
            case FLOAT -> Float.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case DECIMAL -> new BigDecimal(text);
            case TIMESTAMP -> Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
            case DATE -> LocalDate.parse(text);
            case UUID -> uuid(text);
          });
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static UUID uuid(String text) {
    if (!UUID_FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(text);
    }
    return java.util.UUID.fromString(text);
  }

  private static String ascii(String text) {
    if (!text.chars().allMatch(c -> c < 0x80)) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static Boolean truth(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(text);
    }
    return text.equals("true");
  }

  /**
   * What stands for a missing value in a primary key unless declared otherwise: the empty text, the
   * smallest number, the epoch.
   */
  public Object neutral() {
    return switch (this) {
      case TEXT, ASCII -> "";
      case BOOLEAN -> false;
      case TINYINT -> Byte.MIN_VALUE;
      case SMALLINT -> Short.MIN_VALUE;
      case INT -> Integer.MIN_VALUE;
      case BIGINT -> Long.MIN_VALUE;
      case VARINT -> BigInteger.valueOf(Long.MIN_VALUE);
      case FLOAT -> -Float.MAX_VALUE;
      case DOUBLE -> -Double.MAX_VALUE;
      case DECIMAL -> BigDecimal.valueOf(Long.MIN_VALUE);
      case TIMESTAMP -> Instant.EPOCH;
      case DATE -> LocalDate.EPOCH;
      case UUID -> new UUID(0, 0);
    };
  }

  /** True for the types that are read from times and so may declare a unit and a zone. */
  public boolean isTime() {
    return this == TIMESTAMP || this == DATE;
  }
}
