package io.shardsteer.common.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** The CQL types that a declared column may have: scalars, and collections of texts. */
public enum ColumnType {
  /** Any text; numbers and booleans as they are written. */
  TEXT(String.class),
  /** Another name for {@link #TEXT}. */
  VARCHAR(String.class),
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
  UUID(UUID.class),
  /** A UUID of version 1, which holds a time. */
  TIMEUUID(UUID.class),
  /** An IP address, version 4 or 6; names are not looked up. */
  INET(InetAddress.class),
  /** A time of day: {@code 08:14:30.25}, or a number of the column's unit since midnight. */
  TIME(LocalTime.class),
  /** Bytes: base64, {@code 0x} and hexadecimal digits, or bytes of a binary format. */
  BLOB(ByteBuffer.class),
  /** The elements of a list, each as {@link #TEXT} has it, in their order. */
  LIST_OF_TEXT(List.class, "list<text>"),
  /** The same, each once, in no order. */
  SET_OF_TEXT(Set.class, "set<text>"),
  /** The members of an object, or entries of a map, each value as {@link #TEXT} has it. */
  MAP_OF_TEXT(Map.class, "map<text,text>");

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

  /** Has a colon, so that Java takes it for an address and never for a name to look up. */
  private static final Pattern IPV6 =
      Pattern.compile("(?=[0-9a-fA-F:.]{2,45}$)[0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private final Class<?> javaType;
  private final String cql;

  ColumnType(Class<?> javaType) {
    this.javaType = javaType;
    cql = name().toLowerCase(Locale.ROOT);
  }

  ColumnType(Class<?> javaType, String cql) {
    this.javaType = javaType;
    this.cql = cql;
  }

  /** The type's name in CQL and in a configuration. */
  public String cql() {
    return cql;
  }

  /** The type of a name, whatever spaces it is written with. */
  static Optional<ColumnType> named(String name) {
    String plain = name.replace(" ", "");
    return Arrays.stream(values()).filter(type -> type.cql.equals(plain)).findFirst();
  }

  /** True for lists, sets and maps. */
  public boolean isCollection() {
    return this == LIST_OF_TEXT || this == SET_OF_TEXT || this == MAP_OF_TEXT;
  }

  /**
   * True if a column of this type keeps the order and equality of what a record says, so that an
   * index of it can narrow questions about the field; times are compared by other rules.
   */
  public boolean isComparedAsStored() {
    return switch (this) {
      case TEXT, BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, VARINT, FLOAT, DOUBLE, DECIMAL -> true;
      case ASCII, TIMESTAMP, DATE, UUID, VARCHAR, TIMEUUID, INET, TIME, BLOB -> false;
      case LIST_OF_TEXT, SET_OF_TEXT, MAP_OF_TEXT -> false;
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
            case TEXT, VARCHAR -> text;
            case ASCII -> ascii(text);
            case BOOLEAN -> bool(text);
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
            case TIMEUUID -> timeUuid(text);
            case INET -> inet(text);
            case TIME -> LocalTime.parse(text);
            case BLOB -> blob(text);
            case LIST_OF_TEXT, SET_OF_TEXT, MAP_OF_TEXT ->
                throw new IllegalArgumentException("A text is no collection: " + text);
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

  private static UUID timeUuid(String text) {
    UUID uuid = uuid(text);
    if (uuid.version() != 1) {
      throw new IllegalArgumentException(text);
    }
    return uuid;
  }

  private static InetAddress inet(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      throw new IllegalArgumentException(text);
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static ByteBuffer blob(String text) {
    byte[] bytes =
        text.startsWith("0x")
            ? HexFormat.of().parseHex(text, 2, text.length())
            : text.indexOf('-') >= 0 || text.indexOf('_') >= 0
                ? Base64.getUrlDecoder().decode(text)
                : Base64.getDecoder().decode(text);
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  private static String ascii(String text) {
    if (!text.chars().allMatch(c -> c < 0x80)) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static Boolean bool(String text) {
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
      case TEXT, VARCHAR, ASCII -> "";
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
      case TIMEUUID -> new UUID(0x1000, Long.MIN_VALUE); // the earliest
      case INET -> inet("0.0.0.0");
      case TIME -> LocalTime.MIDNIGHT;
      case BLOB -> ByteBuffer.allocate(0).asReadOnlyBuffer();
      case LIST_OF_TEXT -> List.of();
      case SET_OF_TEXT -> Set.of();
      case MAP_OF_TEXT -> Map.of();
    };
  }

  /** True for the types that are read from times and so may declare a unit and a zone. */
  public boolean isTime() {
    return this == TIMESTAMP || this == DATE || this == TIME;
  }
}
