package io.shardsteer.deploy.reader;

import io.shardsteer.common.config.ColumnType;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.locate.Condition;
import io.shardsteer.common.locate.Conjunction;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.record.ExactNumber;
import io.shardsteer.common.store.ColumnRange;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of a predicate an index can answer: never less than the rows that match. */
final class IndexedConditions {
  private IndexedConditions() {}

  /**
   * The ranges of indexed columns that hold in every matching row; empty where the predicate has
   * alternatives or says nothing about such a column.
   */
  static List<ColumnRange> of(Predicate predicate, RowLayout layout) {
    List<Conjunction> cases = predicate.cases();
    if (cases.size() != 1) {
      return List.of();
    }
    List<ColumnRange> ranges = new ArrayList<>();
    for (RowLayout.Column column : layout.columns()) {
      if (column.indexed()) {
        cases.get(0).terms().stream()
            .filter(term -> term.field().equals(column.field()))
            .map(term -> range(column, term.condition()))
            .flatMap(Optional::stream)
            .findFirst()
            .ifPresent(ranges::add);
      }
    }
    return ranges;
  }

  private static Optional<ColumnRange> range(RowLayout.Column column, Condition condition) {
    if (condition instanceof Condition.OneOf some && some.values().size() == 1) {
      return one(column, some.values().get(0).text());
    }
    if (condition instanceof Condition.Numbers numbers) {
      Object from = end(column.type(), numbers.low(), RoundingMode.FLOOR);
      Object to = end(column.type(), numbers.high(), RoundingMode.CEILING);
      return from == null && to == null
          ? Optional.empty()
          : Optional.of(new ColumnRange(column.name(), from, to));
    }
    return Optional.empty();
  }

  /** A number may be written in several ways, so that a column of text cannot be asked for it. */
  private static Optional<ColumnRange> one(RowLayout.Column column, String text) {
    Optional<BigDecimal> number = ExactNumber.of(text);
    return switch (column.type()) {
      case TEXT ->
          number.isPresent() ? Optional.empty() : Optional.of(ColumnRange.of(column.name(), text));
      case BOOLEAN ->
          text.equals("true") || text.equals("false")
              ? Optional.of(ColumnRange.of(column.name(), text.equals("true")))
              : Optional.empty();
      default -> {
        Object from = end(column.type(), number.orElse(null), RoundingMode.FLOOR);
        Object to = end(column.type(), number.orElse(null), RoundingMode.CEILING);
        yield from == null || to == null
            ? Optional.empty()
            : Optional.of(new ColumnRange(column.name(), from, to));
      }
    };
  }

  /** The end of a range in a column's type, rounded outwards; null where there is none. */
  private static @Nullable Object end(
      ColumnType type, @Nullable BigDecimal number, RoundingMode outwards) {
    if (number == null || Math.abs((long) number.scale()) > 1_000) {
      return null;
    }
    return switch (type) {
      case DOUBLE -> number.doubleValue();
      case FLOAT ->
          outwards == RoundingMode.FLOOR
              ? Math.nextDown(number.floatValue())
              : Math.nextUp(number.floatValue());
      case DECIMAL -> number;
      case VARINT -> number.setScale(0, outwards).toBigInteger();
      case BIGINT, INT, SMALLINT, TINYINT ->
          whole(type, number.setScale(0, outwards).toBigInteger());
      case TEXT, ASCII, BOOLEAN, TIMESTAMP, DATE, UUID, VARCHAR, TIMEUUID, INET, TIME, BLOB -> null;
      case LIST_OF_TEXT, SET_OF_TEXT, MAP_OF_TEXT -> null;
    };
  }

  /** Beyond the type's range there is no end: no value lies outside. */
  private static @Nullable Object whole(ColumnType type, BigInteger number) {
    int bits =
        switch (type) {
          case INT -> Integer.SIZE;
          case SMALLINT -> Short.SIZE;
          case TINYINT -> Byte.SIZE;
          default -> Long.SIZE;
        };
    if (number.bitLength() >= bits) {
      return null;
    }
    return switch (type) {
      case INT -> number.intValue();
      case SMALLINT -> number.shortValue();
      case TINYINT -> number.byteValue();
      default -> number.longValue();
    };
  }
}
