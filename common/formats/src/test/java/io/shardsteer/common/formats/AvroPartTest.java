package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.record.EpochTime;
import io.shardsteer.common.record.FieldCollection;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldTrie;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.FieldValues.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.BlockingBinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Avro library writes is read. */
class AvroPartTest {
  private static final Schema TRIP =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Trip", "namespace": "bikes", "fields": [
                {"name": "id", "type": "long"},
                {"name": "rider", "type": ["null", "string"]},
                {"name": "unread", "type": {"type": "map", "values": {"type": "array", "items": "Trip"}}},
                {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["BUS", "TRAM"]}},
                {"name": "place", "type": {"type": "record", "name": "Place", "fields": [
                  {"name": "lat", "type": "double"}, {"name": "lon", "type": "float"}]}},
                {"name": "stops", "type": {"type": "array", "items": "Place"}},
                {"name": "tags", "type": {"type": "map", "values": ["null", "string", "int"]}},
                {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 2}},
                {"name": "day", "type": {"type": "int", "logicalType": "date"}},
                {"name": "next", "type": ["null", "Trip"], "default": null},
                {"name": "paid", "type": "boolean"}]}
              """);
  private static final FieldPaths PATHS =
      FieldPaths.of(
          List.of(
              "id",
              "rider",
              "kind",
              "place.lat",
              "place.lon",
              "stops.1.lat",
              "tags.colour",
              "tags.größe",
              "price",
              "day",
              "next.id",
              "paid",
              "nowhere",
              "place"));

  private final FieldValues values = new FieldValues(PATHS);

  @Test
  void readsEveryKindOfValueAndPassesOverTheRest() throws Exception {
    var trip = trip(9_007_199_254_740_993L, "Zoë");
    trip.put("next", trip(7, null));
    read(TRIP, trip);
    assertThat(values.identifier(0)).isEqualTo("9007199254740993");
    assertThat(values.text(1)).isEqualTo("Zoë");
    assertThat(values.text(2)).isEqualTo("TRAM");
    assertThat(values.number(3)).isEqualTo(37.5);
    assertThat(values.number(4)).isEqualTo(-122.25);
    assertThat(values.number(5)).isEqualTo(2);
    assertThat(values.text(6)).isEqualTo("green");
    assertThat(values.number(7)).isEqualTo(42);
    assertThat(values.identifier(8)).isEqualTo("-12.34");
    assertThat(values.text(9)).isEqualTo("2014-06-01");
    assertThat(values.number(10)).isEqualTo(7);
    assertThat(values.identifier(11)).isEqualTo("true");
    assertThat(values.kind(12)).isEqualTo(Kind.ABSENT);
    assertThat(values.kind(13)).as("a record where a value is needed").isEqualTo(Kind.ABSENT);
  }

  @Test
  void keepsListsAndMapsForColumnsThatTakeThem() throws Exception {
    Schema schema =
        SchemaBuilder.record("Order")
            .fields()
            .name("tags")
            .type()
            .array()
            .items()
            .stringType()
            .noDefault()
            .name("labels")
            .type()
            .nullable()
            .map()
            .values()
            .longType()
            .noDefault()
            .name("lines")
            .type()
            .array()
            .items(TRIP.getField("place").schema())
            .noDefault()
            .endRecord();
    var order = new GenericData.Record(schema);
    order.put("tags", List.of("b", "ü"));
    order.put("labels", Map.of("n", Long.MAX_VALUE));
    order.put("lines", List.of(place(1, 1)));
    FieldPaths paths = FieldPaths.of(List.of("tags", "tags.1", "labels", "lines", "lines.0"));
    FieldValues read = new FieldValues(paths);
    AvroPart.of(schema.toString().getBytes(UTF_8), FieldTrie.of(paths))
        .read(written(schema, order, false), read);
    assertThat(read.collection(0))
        .extracting(FieldCollection::elements)
        .isEqualTo(List.of("b", "ü"));
    assertThat(read.kind(0)).as("to features").isEqualTo(Kind.ABSENT);
    assertThat(read.text(1)).isEqualTo("ü");
    assertThat(read.collection(1)).isNull();
    assertThat(read.collection(2))
        .extracting(FieldCollection::entries)
        .isEqualTo(Map.of("n", "9223372036854775807"));
    assertThat(read.collection(3)).extracting(FieldCollection::isWhole).isEqualTo(false);
    assertThat(read.collection(4)).hasToString("a record");
  }

  @Test
  void tellsNullFromAbsent() throws Exception {
    read(TRIP, trip(1, null));
    assertThat(values.kind(1)).isEqualTo(Kind.NULL);
    assertThat(values.kind(10)).isEqualTo(Kind.ABSENT);
  }

  @Test
  void aFieldThatAnotherVersionOfTheSchemaLacksIsAbsent() throws Exception {
    Schema later =
        SchemaBuilder.record("Trip")
            .fields()
            .requiredString("colour")
            .requiredLong("id")
            .endRecord();
    var trip = new GenericData.Record(later);
    trip.put("colour", "red");
    trip.put("id", 5L);
    read(later, trip);
    assertThat(values.number(0)).isEqualTo(5);
    assertThat(values.kind(1)).isEqualTo(Kind.ABSENT);
    assertThat(values.kind(3)).isEqualTo(Kind.ABSENT);
  }

  @Test
  void readsBlocksThatSayTheirSize() throws Exception {
    var trip = trip(1, "a");
    trip.put("stops", Collections.nCopies(1_000, place(1, 2)));
    read(TRIP, trip);
    assertThat(values.number(5)).isEqualTo(1);
    assertThat(values.identifier(11)).isEqualTo("true");
  }

  @Test
  void aSchemaThatIsNoneIsRefusedInWords() {
    assertThatThrownBy(() -> AvroPart.of("{".getBytes(UTF_8), FieldTrie.of(PATHS)))
        .isInstanceOf(BadSchemaException.class)
        .hasMessageContaining("An Avro schema cannot be read");
    assertThatThrownBy(() -> AvroPart.of("\"bikes.Trip\"".getBytes(UTF_8), FieldTrie.of(PATHS)))
        .isInstanceOf(BadSchemaException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"null\"",
        "{\"type\": \"record\", \"name\": \"E\", \"fields\": []}",
        "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 0}",
        "{\"type\": \"record\", \"name\": \"G\", \"fields\": [{\"name\": \"n\", \"type\": \"null\"}]}"
      })
  void aSchemaWithArraysOfElementsWithoutBytesIsRefused(String elements) {
    String schema =
        """
        {"type": "record", "name": "R", "fields": [
          {"name": "unread", "type": ["null", {"type": "array", "items": %s}]},
          {"name": "id", "type": "int"}]}
        """
            .formatted(elements);
    assertThatThrownBy(() -> AvroPart.of(schema.getBytes(UTF_8), FieldTrie.of(PATHS)))
        .isInstanceOf(BadSchemaException.class)
        .hasMessageContaining("take no bytes");
  }

  @Test
  void theLogicalTypeIsTheUnitOfATime() throws Exception {
    for (String type : List.of("timestamp-millis", "timestamp-micros", "timestamp-nanos")) {
      FieldValues at = time(type, 12_960_000_000L);
      long perSecond =
          type.endsWith("millis") ? 1_000 : type.endsWith("micros") ? 1_000_000 : 1_000_000_000;
      assertThat(EpochTime.of(0, TimeUnit.AUTO, ZoneOffset.UTC).seconds(at))
          .as(type)
          .isEqualTo(12_960_000_000L / (double) perSecond);
      assertThat(at.identifier(0)).isEqualTo("12960000000");
    }
    assertThat(time("local-timestamp-millis", 12_960_000_250L).text(0))
        .isEqualTo("1970-05-31T00:00:00.250");
    assertThat(time("local-timestamp-nanos", -1).text(0))
        .isEqualTo("1969-12-31T23:59:59.999999999");
  }

  private static FieldValues time(String logicalType, long value) throws Exception {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "R", "fields": [{"name": "at", "type":
                  ["null", {"type": "long", "logicalType": "%s"}]}]}
                """
                    .formatted(logicalType));
    var record = new GenericData.Record(schema);
    record.put("at", value);
    var paths = FieldPaths.of(List.of("at"));
    var found = new FieldValues(paths);
    AvroPart.of(schema.toString().getBytes(UTF_8), FieldTrie.of(paths))
        .read(written(schema, record, false), found);
    return found;
  }

  @Test
  void aTextThatIsNotUtf8IsToldAlsoWhereTheSchemaAsksForJavasStrings() throws Exception {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "R", "fields": [
                  {"name": "rider", "type": {"type": "string", "avro.java.string": "String"}}]}
                """);
    byte[] bad = {4, (byte) 0xc3, 'x'};
    AvroPart.of(schema.toString().getBytes(UTF_8), FieldTrie.of(PATHS)).read(bad, values);
    assertThat(values.textFault()).contains("UTF-8");
  }

  @Test
  void readsRandomRecordsOfRandomSchemasAsTheLibraryWroteThem() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      var names = new int[1];
      Schema schema = record(random, 0, names);
      for (int k = 0; k < 10; k++) {
        Object record = datum(schema, random);
        Map<String, @Nullable Object> leaves = new HashMap<>();
        leaves(record, "", leaves);
        var chosen = new ArrayList<>(leaves.keySet());
        Collections.shuffle(chosen, random);
        var paths = FieldPaths.of(chosen.subList(0, Math.min(6, chosen.size())));
        var found = new FieldValues(paths);
        AvroPart part = AvroPart.of(schema.toString().getBytes(UTF_8), FieldTrie.of(paths));
        part.read(written(schema, record, random.nextBoolean()), found);
        for (int slot = 0; slot < paths.size(); slot++) {
          assertSame(found, slot, leaves.get(paths.paths().get(slot)), schema);
        }
      }
    }
  }

  private static void assertSame(
      FieldValues found, int slot, @Nullable Object expected, Schema schema) {
    String as = "slot %d, %s in %s".formatted(slot, expected, schema);
    if (expected == null) {
      assertThat(found.kind(slot)).as(as).isEqualTo(Kind.NULL);
    } else if (expected instanceof Long || expected instanceof Integer) {
      assertThat(found.identifier(slot)).as(as).isEqualTo(expected.toString());
    } else if (expected instanceof Number number) {
      assertThat(found.number(slot)).as(as).isEqualTo(number.doubleValue());
    } else if (expected instanceof Boolean truth) {
      assertThat(found.identifier(slot)).as(as).isEqualTo(truth.toString());
    } else if (expected instanceof ByteBuffer bytes) {
      assertThat(found.text(slot)).as(as).isEqualTo("00".repeat(bytes.remaining()));
    } else {
      assertThat(found.text(slot)).as(as).isEqualTo(expected.toString());
    }
  }

  /** Every value that has no parts, by its path. */
  private static void leaves(
      @Nullable Object datum, String path, Map<String, @Nullable Object> into) {
    if (datum instanceof GenericData.Record record) {
      record
          .getSchema()
          .getFields()
          .forEach(field -> leaves(record.get(field.pos()), join(path, field.name()), into));
    } else if (datum instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        leaves(list.get(i), join(path, Integer.toString(i)), into);
      }
    } else if (datum instanceof Map<?, ?> map) {
      map.forEach((key, value) -> leaves(value, join(path, key.toString()), into));
    } else if (!path.isEmpty()) {
      into.put(path, datum);
    }
  }

  private static String join(String path, String step) {
    return path.isEmpty() ? step : path + "." + step;
  }

  private static Schema record(Random random, int depth, int[] names) {
    var fields = SchemaBuilder.record("R" + names[0]++).fields();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      fields.name("f" + i).type(any(random, depth + 1, names)).noDefault();
    }
    return fields.endRecord();
  }

  private static Schema any(Random random, int depth, int[] names) {
    return switch (random.nextInt(depth > 3 ? 8 : 12)) {
      case 0 -> Schema.create(Schema.Type.LONG);
      case 1 -> Schema.create(Schema.Type.INT);
      case 2 -> Schema.create(Schema.Type.DOUBLE);
      case 3 -> Schema.create(Schema.Type.FLOAT);
      case 4 -> Schema.create(Schema.Type.STRING);
      case 5 -> Schema.create(Schema.Type.BOOLEAN);
      case 6 -> Schema.create(Schema.Type.BYTES);
      case 7 -> Schema.createEnum("E" + names[0]++, "", "n", List.of("A", "B", "C"));
      case 8 -> record(random, depth, names);
      case 9 -> Schema.createArray(any(random, depth + 1, names));
      case 10 -> Schema.createMap(any(random, depth + 1, names));
      default ->
          Schema.createUnion(Schema.create(Schema.Type.NULL), record(random, depth + 1, names));
    };
  }

  private static @Nullable Object datum(Schema schema, Random random) {
    return switch (schema.getType()) {
      case LONG -> random.nextLong() >> random.nextInt(64);
      case INT -> random.nextInt() >> random.nextInt(32);
      case DOUBLE -> random.nextGaussian();
      case FLOAT -> (float) random.nextGaussian();
      case STRING -> "abcdefgh äöü".substring(random.nextInt(11)).repeat(random.nextInt(3));
      case BOOLEAN -> random.nextBoolean();
      case BYTES -> ByteBuffer.wrap(new byte[random.nextInt(4)]);
      case ENUM -> new GenericData.EnumSymbol(schema, "ABC".charAt(random.nextInt(3)) + "");
      case RECORD -> {
        var record = new GenericData.Record(schema);
        schema.getFields().forEach(field -> record.put(field.pos(), datum(field.schema(), random)));
        yield record;
      }
      case ARRAY -> {
        var list = new ArrayList<@Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(datum(schema.getElementType(), random));
        }
        yield list;
      }
      case MAP -> {
        var map = new HashMap<String, @Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put("k" + i, datum(schema.getValueType(), random));
        }
        yield map;
      }
      case UNION -> datum(schema.getTypes().get(random.nextInt(2)), random);
      case NULL, FIXED -> null;
    };
  }

  private static GenericData.Record trip(long id, @Nullable String rider) {
    var trip = new GenericData.Record(TRIP);
    trip.put("id", id);
    trip.put("rider", rider);
    trip.put("unread", Map.of("x", List.of(), "y", List.of()));
    trip.put("kind", new GenericData.EnumSymbol(TRIP.getField("kind").schema(), "TRAM"));
    trip.put("place", place(37.5, -122.25f));
    trip.put("stops", List.of(place(1, 1), place(2, 2), place(3, 3)));
    trip.put("tags", Map.of("colour", "green", "größe", 42));
    Schema price = TRIP.getField("price").schema();
    trip.put(
        "price",
        new Conversions.DecimalConversion()
            .toBytes(new BigDecimal("-12.34"), price, LogicalTypes.fromSchema(price)));
    trip.put("day", 16_222);
    trip.put("paid", true);
    return trip;
  }

  private static GenericData.Record place(double latitude, float longitude) {
    var place = new GenericData.Record(TRIP.getField("place").schema());
    place.put("lat", latitude);
    place.put("lon", longitude);
    return place;
  }

  private void read(Schema schema, Object record) throws Exception {
    for (boolean blocks : new boolean[] {false, true}) {
      values.clear();
      AvroPart.of(schema.toString().getBytes(UTF_8), FieldTrie.of(PATHS))
          .read(written(schema, record, blocks), values);
    }
  }

  /**
   * @param blocks whether arrays and maps say the size of their blocks
   */
  private static byte[] written(Schema schema, @Nullable Object record, boolean blocks)
      throws IOException {
    var out = new ByteArrayOutputStream();
    BinaryEncoder encoder =
        blocks
            ? new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null)
            : EncoderFactory.get().binaryEncoder(out, null);
    assertThat(encoder instanceof BlockingBinaryEncoder).isEqualTo(blocks);
    new GenericDatumWriter<>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
