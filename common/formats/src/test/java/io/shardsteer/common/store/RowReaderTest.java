package io.shardsteer.common.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.shardsteer.common.config.ColumnType;
import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.config.RowLayout.BadField;
import io.shardsteer.common.config.RowLayout.Clustering;
import io.shardsteer.common.config.RowLayout.Column;
import io.shardsteer.common.config.RowLayout.NullKeys;
import io.shardsteer.common.formats.JsonRecordDecoder;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.Rejection;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowReaderTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final FieldPaths A = FieldPaths.of(List.of("a"));

  @Test
  void readsEachTypeWithAllItsDigits() {
    assertThat(value(ColumnType.TEXT, "\"naïve\"")).isEqualTo("naïve");
    assertThat(value(ColumnType.TEXT, "12345678901234567890")).isEqualTo("12345678901234567890");
    assertThat(value(ColumnType.TEXT, "true")).isEqualTo("true");
    assertThat(value(ColumnType.TEXT, "1.0E18")).isEqualTo("1000000000000000000");
    assertThat(value(ColumnType.TEXT, "1.2345678901234567E18")).isEqualTo("1234567890123456700");
    assertThat(value(ColumnType.TEXT, "0.00001")).isEqualTo("0.00001");
    assertThat(value(ColumnType.ASCII, "\"plain\"")).isEqualTo("plain");
    assertThat(value(ColumnType.BOOLEAN, "false")).isEqualTo(false);
    assertThat(value(ColumnType.TINYINT, "-128")).isEqualTo((byte) -128);
    assertThat(value(ColumnType.SMALLINT, "32767")).isEqualTo((short) 32767);
    assertThat(value(ColumnType.INT, "1.7e3")).isEqualTo(1700);
    assertThat(value(ColumnType.BIGINT, "9007199254740993")).isEqualTo(9007199254740993L);
    assertThat(value(ColumnType.BIGINT, "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThat(value(ColumnType.VARINT, "123456789012345678901"))
        .isEqualTo(new BigInteger("123456789012345678901"));
    assertThat(value(ColumnType.FLOAT, "2.5")).isEqualTo(2.5f);
    assertThat(value(ColumnType.DOUBLE, "2.55")).isEqualTo(2.55);
    assertThat(value(ColumnType.DECIMAL, "0.1234567890123456789"))
        .isEqualTo(new BigDecimal("0.1234567890123456789"));
    assertThat(value(ColumnType.TIMESTAMP, "\"2014-06-01T08:14:30.250\""))
        .isEqualTo(Instant.parse("2014-06-01T07:14:30.250Z"));
    assertThat(value(ColumnType.TIMESTAMP, "1401606870250"))
        .isEqualTo(Instant.parse("2014-06-01T07:14:30.250Z"));
    assertThat(value(ColumnType.DATE, "\"2014-05-31T23:30:00Z\""))
        .isEqualTo(LocalDate.of(2014, 6, 1));
    assertThat(value(ColumnType.UUID, "\"0f8fad5b-d9cb-469f-a165-70867728950e\""))
        .isEqualTo(UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"));
    assertThat(value(ColumnType.VARCHAR, "\"naïve\"")).isEqualTo("naïve");
    assertThat(value(ColumnType.TIMEUUID, "\"50554d6e-29bb-11e5-b345-feff819cdc9f\""))
        .isEqualTo(UUID.fromString("50554d6e-29bb-11e5-b345-feff819cdc9f"));
    assertThat(value(ColumnType.TIME, "\"08:14:30.25\""))
        .isEqualTo(LocalTime.of(8, 14, 30, 250_000_000));
    assertThat(value(ColumnType.BLOB, "\"AP8=\""))
        .isEqualTo(ByteBuffer.wrap(new byte[] {0, (byte) 0xff}));
    assertThat(value(ColumnType.BLOB, "\"0x00ff\""))
        .isEqualTo(ByteBuffer.wrap(new byte[] {0, (byte) 0xff}));
  }

  @Test
  void readsListsSetsAndMapsOfTexts() {
    assertThat(value(ColumnType.LIST_OF_TEXT, "[\"b\", \"a\", 9007199254740993, true, \"b\"]"))
        .isEqualTo(List.of("b", "a", "9007199254740993", "true", "b"));
    assertThat(value(ColumnType.SET_OF_TEXT, "[\"b\", \"a\", \"b\"]")).isEqualTo(Set.of("a", "b"));
    assertThat(value(ColumnType.MAP_OF_TEXT, "{\"a.b\": 1.50, \"c\": \"\"}"))
        .isEqualTo(Map.of("a.b", "1.5", "c", ""));
    assertThat(value(ColumnType.LIST_OF_TEXT, "[]")).isEqualTo(List.of());
    assertThat(value(ColumnType.MAP_OF_TEXT, "{}")).isEqualTo(Map.of());
    assertThat(value(ColumnType.LIST_OF_TEXT, "null")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "LIST_OF_TEXT | [\"x\", null] | a list whose element '1' is null",
        "LIST_OF_TEXT | [[]] | a list whose element '0' is a list or an object",
        "SET_OF_TEXT | [1, {}] | a list whose element '1' is a list or an object",
        "MAP_OF_TEXT | {\"k\": null} | an object whose element 'k' is null",
        "MAP_OF_TEXT | {\"k\": [1]} | an object whose element 'k' is a list or an object",
        "MAP_OF_TEXT | [1] | a list",
        "LIST_OF_TEXT | {\"k\": 1} | an object",
        "LIST_OF_TEXT | \"x\" | 'x'",
        "TEXT | [\"x\"] | a list",
        "INT | {} | an object",
        "TIMESTAMP | [1] | a list",
      })
  void rejectsCollectionsThatDoNotFitAndSaysWhatIsInTheWay(
      ColumnType type, String json, String what) {
    assertThat(reader(type, BadField.REJECT, NullKeys.SPREAD).read(record(json)))
        .isEqualTo(
            new Rejection(
                Rejection.Reason.BAD_FIELD,
                "Field 'a' has %s, which column b cannot hold: it is of type %s."
                    .formatted(what, type.cql())));
    RowReader lenient = reader(type, BadField.NULL, NullKeys.SPREAD);
    assertThat(lenient.read(record(json))).isNull();
    assertThat(lenient.columns()).containsExactly((Object) null);
  }

  @Test
  void readsAddressesWithoutLookingNamesUp() throws Exception {
    for (String address :
        List.of("192.168.0.1", "0.0.0.0", "2001:db8::1", "::1", "::ffff:1.2.3.4")) {
      assertThat(value(ColumnType.INET, '"' + address + '"'))
          .as(address)
          .isEqualTo(InetAddress.getByName(address));
    }
  }

  @Test
  void storesEveryInstantThatCassandraHolds() {
    assertThat(value(ColumnType.TIMESTAMP, "\"9999-12-31T23:59:59Z\""))
        .isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
    assertThat(value(ColumnType.TIMESTAMP, "253402300799000"))
        .isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
    assertThat(value(ColumnType.DATE, "\"9999-12-31\"")).isEqualTo(LocalDate.of(9999, 12, 31));
    assertThat(value(ColumnType.DATE, "\"0001-01-01\"")).isEqualTo(LocalDate.of(1, 1, 1));
    assertThat(value(ColumnType.TIMESTAMP, "\"+12345-01-01T00:00:00Z\""))
        .isEqualTo(Instant.parse("+12345-01-01T00:00:00Z"));
    assertThat(value(ColumnType.DATE, "\"-0044-03-15\"")).isEqualTo(LocalDate.of(-44, 3, 15));
  }

  @Test
  void daysSince1970AreDaysOfTheCalendarWhateverTheZone() {
    for (ZoneId zone : List.of(ZoneId.of("UTC"), LONDON, ZoneId.of("America/New_York"))) {
      RowReader reader = reader(ColumnType.DATE, TimeUnit.DAYS, zone);
      assertThat(reader.read(record("16222"))).isNull();
      assertThat(reader.columns()).as(zone.getId()).containsExactly(LocalDate.of(2014, 6, 1));
    }
  }

  @Test
  void aNumberIsATimeOfDayWhereTheUnitIsDeclared() {
    RowReader reader = reader(ColumnType.TIME, TimeUnit.MICROS, LONDON);
    assertThat(reader.read(record("29670250000"))).isNull();
    assertThat(reader.columns()).containsExactly(LocalTime.of(8, 14, 30, 250_000_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ASCII | \"naïve\"",
        "BOOLEAN | 1",
        "BOOLEAN | \"true\"",
        "TINYINT | 128",
        "SMALLINT | -32769",
        "INT | 2147483648",
        "INT | 1.5",
        "INT | \"17\"",
        "INT | true",
        "BIGINT | 9223372036854775808",
        "BIGINT | 9007199254740993.5",
        "BIGINT | 1e300",
        "VARINT | 123456789012345e-999999999",
        "VARINT | 0.5",
        "VARINT | 1e999999999",
        "FLOAT | 1e39",
        "DOUBLE | \"2.55\"",
        "DECIMAL | 123456789012345e-2000",
        "TIMESTAMP | \"yesterday\"",
        "TIMESTAMP | 1e300",
        "TIMESTAMP | true",
        "DATE | \"2014-02-30\"",
        "UUID | \"0-0-0-0-0\"",
        "VARINT | 123456789012345e-99999999999999",
        "DECIMAL | 123456789012345e-99999999999999",
        "TIMEUUID | \"0f8fad5b-d9cb-469f-a165-70867728950e\"",
        "INET | \"localhost\"",
        "INET | \"256.1.1.1\"",
        "INET | \"1.2.3\"",
        "INET | \"abc:\"",
        "INET | \"1.2.3.4.\"",
        "TIME | \"25:00:00\"",
        "TIME | 30870000",
        "BLOB | \"0xabc\"",
        "BLOB | \"no base64\"",
        "BLOB | 7",
        "DATE | \"+99999999-01-01\""
      })
  void rejectsWhatTheTypeCannotHoldAndSaysWhatAndWhere(ColumnType type, String json) {
    Rejection rejection = reader(type, BadField.REJECT, NullKeys.SPREAD).read(record(json));
    assertThat(rejection).extracting(Rejection::reason).isEqualTo(Rejection.Reason.BAD_FIELD);
    assertThat(rejection)
        .extracting(Rejection::message, STRING)
        .contains("Field 'a'", "column b", "it is of type");
  }

  @Test
  void keepsTheRecordWithoutTheValueWhereThatIsDeclared() {
    RowReader reader = reader(ColumnType.INT, BadField.NULL, NullKeys.SPREAD);
    assertThat(reader.read(record("\"x\""))).isNull();
    assertThat(reader.columns()).containsExactly((Object) null);
  }

  @Test
  void missingIsNoBadValue() {
    RowReader reader = reader(ColumnType.INT, BadField.REJECT, NullKeys.SPREAD);
    assertThat(reader.read(record("null"))).isNull();
    assertThat(reader.columns()).containsExactly((Object) null);
    assertThat(reader.read(new FieldValues(A))).isNull();
  }

  @Test
  void rejectsAMissingKeyWhereThatIsDeclared() {
    Rejection rejection =
        reader(ColumnType.INT, BadField.REJECT, NullKeys.REJECT).read(record("null"));
    assertThat(rejection).extracting(Rejection::reason).isEqualTo(Rejection.Reason.MISSING_KEY);
    assertThat(rejection).extracting(Rejection::message, STRING).contains("Column b", "field 'a'");
  }

  @Test
  void rowsKeepTheirValuesWhenTheNextRecordIsRead() {
    RowReader reader = reader(ColumnType.INT, BadField.REJECT, NullKeys.SPREAD);
    assertThat(reader.read(record("1"))).isNull();
    List<@Nullable Object> first = reader.columns();
    assertThat(reader.read(record("2"))).isNull();
    assertThat(first).containsExactly(1);
  }

  private static @Nullable Object value(ColumnType type, String json) {
    RowReader reader = reader(type, BadField.REJECT, NullKeys.SPREAD);
    assertThat(reader.read(record(json))).isNull();
    return reader.columns().get(0);
  }

  private static RowReader reader(ColumnType type, BadField onBadField, NullKeys nullKeys) {
    return reader(
        new Column("b", type, "a", onBadField, "", TimeUnit.AUTO, LONDON, false), nullKeys);
  }

  private static RowReader reader(ColumnType type, TimeUnit unit, ZoneId zone) {
    return reader(
        new Column("b", type, "a", BadField.REJECT, "", unit, zone, false), NullKeys.SPREAD);
  }

  private static RowReader reader(Column column, NullKeys nullKeys) {
    return new RowReader(
        new RowLayout(
            List.of(column),
            List.of("b"),
            List.of(new Clustering(RowLayout.RECORD_ID, false)),
            false,
            nullKeys,
            64,
            Duration.ZERO,
            Map.of(),
            true,
            RowLayout.RowOrder.KEY),
        A);
  }

  private static FieldValues record(String json) {
    FieldValues values = new FieldValues(A);
    assertThat(new JsonRecordDecoder(A).decode(("{\"a\":" + json + "}").getBytes(UTF_8), values))
        .isNull();
    return values;
  }
}
