package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.feature.FeatureExtractor;
import io.shardsteer.common.feature.FeatureFitter;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.record.Rejection.Reason;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A million damaged records of each format, through decoder and features: each is read or rejected,
 * and none takes more memory than its bytes allow.
 */
class FormatFuzzTest {
  private static final int RECORDS = Integer.getInteger("shardsteer.fuzz.records", 1_000_000);

  /** Texts, digits and messages are a few times as large as the bytes that they come from. */
  private static final long ALLOCATED_PER_BYTE = 64;

  /**
   * Jackson copies its table of names where a record has a new one. The table is dropped beyond
   * 6,000 names, so that a copy stays below this; it does not grow with the record.
   */
  private static final long ALLOCATED_BESIDES = 2_097_152;

  /** The first ones load classes, which is not their fault. */
  private static final int UNMEASURED = 10_000;

  private static final String FEATURES =
      """
      pipeline: fuzz
      input_topic: fuzz
      text_numbers: [value.price, price]
      feature_extraction_pipeline:
        - {kind: numeric, name: price, field: PREprice, transform: signed_log}
        - {kind: range, name: bucket, field: PREprice, edges: [1, 10]}
        - {kind: categorical, name: kind, field: PREkind, levels: [BUS, TRAM]}
        - {kind: flag, name: named, field: PREname, matches: "^Z"}
        - {kind: time, name: at, field: PREat, part: hour_of_week, zone: Europe/London}
        - {kind: age, name: age, field: PREat, until: PREid}
        - {kind: geo, name: place, latitude: PREplace.lat, longitude: PREplace.lon}
        - {kind: text_length, name: length, field: PREname}
        - {kind: text_embedding, name: words, field: PREname, dimensions: 4}
        - {kind: key_hash, name: hash, field: PREtags.colour}
        - {kind: expression, name: ratio, operation: ratio, left: PREid, right: PREstops.1.lat}
      """;

  private static final String AVRO =
      """
      {"type": "record", "name": "Trip", "fields": [
        {"name": "id", "type": "long"},
        {"name": "name", "type": ["null", "string"]},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["BUS", "TRAM"]}},
        {"name": "place", "type": {"type": "record", "name": "Place", "fields": [
          {"name": "lat", "type": "double"}, {"name": "lon", "type": "double"}]}},
        {"name": "stops", "type": {"type": "array", "items": "Place"}},
        {"name": "tags", "type": {"type": "map", "values": ["null", "string"]}},
        {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 2}},
        {"name": "unread", "type": {"type": "array", "items": {"type": "array", "items": "boolean"}}},
        {"name": "next", "type": ["null", "Trip"]},
        {"name": "at", "type": {"type": "int", "logicalType": "date"}}]}
      """;

  private static final String JSON =
      "{\"id\":12345678901234567890,\"name\":\"Zo\\u00eb é\",\"kind\":\"TRAM\",\"place\":{\"lat\":37.5e0,\"lon\":-122.25},"
          + "\"stops\":[{\"lat\":1},{\"lat\":2.5}],\"tags\":{\"colour\":\"green\",\"x\":null},\"price\":\"12.50\","
          + "\"unread\":[[],[1,true,{}]],\"at\":\"2014-06-01T08:14:30.25+02:00\"}";

  /** A format with a good record. */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  private record Specimen(
      String name, TopicSchema schema, byte[] key, byte[] payload, String prefix) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Specimen> specimens() throws IOException {
    byte[] avro = avro();
    var keyValue =
        Map.of(
            "key.schema.type", "AVRO", "value.schema.type", "JSON", "kv.encoding.type", "INLINE");
    var separated =
        Map.of(
            "key.schema.type",
            "STRING",
            "value.schema.type",
            "AVRO",
            "kv.encoding.type",
            "SEPARATED");
    return Stream.of(
        new Specimen("JSON", TopicSchema.NONE, new byte[0], JSON.getBytes(UTF_8), ""),
        new Specimen(
            "AVRO", new TopicSchema("AVRO", AVRO.getBytes(UTF_8), Map.of()), new byte[0], avro, ""),
        new Specimen(
            "PROTOBUF", protobufNative(), new byte[0], TripProtobuf.full().toByteArray(), ""),
        new Specimen(
            "KEY_VALUE",
            new TopicSchema("KEY_VALUE", joined(AVRO.getBytes(UTF_8), new byte[0]), keyValue),
            new byte[0],
            joined(avro, JSON.getBytes(UTF_8)),
            "value."),
        new Specimen(
            "KEY_VALUE, separated",
            new TopicSchema("KEY_VALUE", joined(new byte[0], AVRO.getBytes(UTF_8)), separated),
            "rider é".getBytes(UTF_8),
            avro,
            "value."));
  }

  @ParameterizedTest
  @MethodSource("specimens")
  void damagedRecordsAreReadOrRejectedAndNothingElse(Specimen specimen) {
    long seed = Long.getLong("shardsteer.seed", System.nanoTime());
    System.out.println(specimen + ", seed " + seed);
    var random = new Random(seed);
    PipelineConfig config =
        PipelineConfigs.fromYaml(FEATURES.replace("PRE", specimen.prefix()), "test");
    FieldPaths paths = PipelineFields.of(config);
    RecordDecoder decoder = new RecordDecoders(config.input(), paths).of(specimen.schema());
    FieldValues values = new FieldValues(paths);
    assertThat(decoder.decode(specimen.key(), specimen.payload(), values)).isNull();
    var specs = config.featureExtractionPipeline();
    var features =
        FeatureExtractor.of(specs, paths, FeatureFitter.fit(specs, paths, List.of(values)));
    double[] row = new double[features.width()];
    int read = 0;
    int rejected = 0;
    for (int i = 0; i < RECORDS; i++) {
      byte[] key = Mutations.of(specimen.key(), random);
      byte[] payload = Mutations.of(specimen.payload(), random);
      long before = allocated();
      Rejection rejection = decoder.decode(key, payload, values);
      if (rejection == null) {
        features.extract(values, row);
        read++;
      } else {
        rejected++;
      }
      long spent = allocated() - before;
      if (rejection != null && rejection.reason() != Reason.UNDECODABLE) {
        throw new AssertionError("Record %d has reason %s.".formatted(i, rejection.reason()));
      }
      long most = ALLOCATED_BESIDES + ALLOCATED_PER_BYTE * (key.length + payload.length);
      if (spent > most && i > UNMEASURED) {
        throw new AssertionError(
            "Record %d of %d bytes took %d bytes of memory; seed %d."
                .formatted(i, payload.length, spent, seed));
      }
    }
    System.out.printf("%s: %,d read, %,d rejected%n", specimen, read, rejected);
    assertThat(read).isPositive();
    assertThat(rejected).isPositive();
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static TopicSchema protobufNative() {
    String json =
        "{\"fileDescriptorSet\":\"%s\",\"rootMessageTypeName\":\"bikes.Trip\",\"rootFileDescriptorName\":\"trip.proto\"}"
            .formatted(java.util.Base64.getEncoder().encodeToString(TripProtobuf.DESCRIPTORS));
    return new TopicSchema("PROTOBUF_NATIVE", json.getBytes(UTF_8), Map.of());
  }

  static byte[] joined(byte[] key, byte[] value) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(key.length);
    out.write(key);
    out.writeInt(value.length);
    out.write(value);
    return bytes.toByteArray();
  }

  private static byte[] avro() throws IOException {
    Schema schema = new Schema.Parser().parse(AVRO);
    Schema placeSchema = schema.getField("place").schema();
    var place = new GenericData.Record(placeSchema);
    place.put("lat", 37.5);
    place.put("lon", -122.25);
    var trip = new GenericData.Record(schema);
    trip.put("id", 42L);
    trip.put("name", "Zoë é");
    trip.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "TRAM"));
    trip.put("place", place);
    trip.put("stops", List.of(place, place));
    trip.put("tags", Map.of("colour", "green"));
    trip.put("price", java.nio.ByteBuffer.wrap(new byte[] {4, (byte) 0xe2}));
    trip.put("unread", List.of(List.of(), List.of()));
    trip.put("next", null);
    trip.put("at", 16_222);
    var out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(trip, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
