package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.DynamicMessage;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.cassandra.ShardTables;
import io.shardsteer.common.pulsar.RawSchema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pulsar.client.api.CompressionType;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.ProducerBuilder;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.common.policies.data.SchemaCompatibilityStrategy;
import org.apache.pulsar.common.schema.KeyValue;
import org.apache.pulsar.common.schema.KeyValueEncodingType;
import org.apache.pulsar.common.schema.SchemaInfo;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Records of every format, with the schema changing under the running router: read right, as typed
 * rows show, and carried on with the same bytes and schema.
 */
@OnServers
final class FormatsIT {
  private static final int RECORDS = 200;
  private static final long NOON_MILLIS = 1_401_624_000_000L;

  private final Map<String, String> known = new HashMap<>();
  private Servers servers;
  @AutoClose private Pipeline trips;
  @AutoClose private Pipeline pairs;

  /** What the records hold, in their first version. */
  @SuppressWarnings("unused") // written by Pulsar
  static final class Trip {
    public String id = "";
    public double x;
    public Place place = new Place();
    public @Nullable String kind;
    public String amount = "";
    public long at;
  }

  /** The second version: fields are gone, one is new. */
  @SuppressWarnings("unused") // written by Pulsar
  static final class LaterTrip {
    public String colour = "";
    public String id = "";
    public double x;
    public long at;
  }

  @SuppressWarnings("unused") // written by Pulsar
  static final class Place {
    public double y;
  }

  /** The key of a pair. */
  @SuppressWarnings("unused") // written by Pulsar
  static final class Rider {
    public String name = "";
  }

  /** A row as it is expected, and as it is. */
  private record Values(
      @Nullable Double x,
      @Nullable Double y,
      @Nullable String kind,
      @Nullable Double amount,
      @Nullable Instant at) {}

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    this.servers = servers;
    trips = deploy("trips", "", "id");
    pairs = deploy("pairs", "value.", "value.id");
  }

  private Pipeline deploy(String name, String prefix, String idField) throws Exception {
    PipelineFile file =
        new PipelineFile(
            """
            pipeline: NAME
            input_topic: NAME
            record_id_field: ID
            text_numbers: [PREamount]
            target_shard_count: 2
            feature_extraction_pipeline:
              - {kind: numeric, field: PREx}
              - {kind: numeric, field: PREplace.y}
              - {kind: numeric, field: PREamount}
              - {kind: categorical, field: PREkind, levels: [BUS, TRAM]}
              - {kind: time, field: PREat, part: hour_of_day}
            limits: {max_record_size: 8 MB}
            storage:
              keyspace: e2e
              columns:
                - {name: x, type: double, field: PREx}
                - {name: y, type: double, field: PREplace.y}
                - {name: kind, type: text, field: PREkind}
                - {name: amount, type: double, field: PREamount}
                - {name: at, type: timestamp, field: PREat}
            """
                .replace("NAME", name)
                .replace("ID", idField)
                .replace("PRE", prefix));
    Pipeline pipeline = Pipeline.deploy(servers, file, 1);
    servers
        .admin()
        .topicPolicies()
        .setSchemaCompatibilityStrategy(
            pipeline.config().input().topic(), SchemaCompatibilityStrategy.ALWAYS_COMPATIBLE);
    Awaitility.await("a topic that takes any schema")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                servers
                        .admin()
                        .topicPolicies()
                        .getSchemaCompatibilityStrategy(pipeline.config().input().topic(), false)
                    == SchemaCompatibilityStrategy.ALWAYS_COMPATIBLE);
    return pipeline;
  }

  @Test
  void recordsOfEveryFormatAreReadAndCarriedOnWhileTheSchemaChanges() throws Exception {
    Map<String, Values> expected = new TreeMap<>();
    jsonBytes(expected);
    structs("json", Schema.JSON(Trip.class), CompressionType.LZ4, expected);
    structs("avro", Schema.AVRO(Trip.class), CompressionType.ZSTD, expected);
    laterStructs(expected);
    protobufNative(expected);
    chunked(expected);
    check(trips, expected);
  }

  @Test
  void bothPartsOfAKeyValueAreReadWhereverTheKeyLies() throws Exception {
    Map<String, Values> expected = new TreeMap<>();
    Rider rider = new Rider();
    rider.name = "rider";
    pairs("inline", Schema.JSON(Rider.class), rider, KeyValueEncodingType.INLINE, expected);
    pairs("separated", Schema.STRING, "rider", KeyValueEncodingType.SEPARATED, expected);
    check(pairs, expected);
  }

  /** Pulsar takes schemas that differ in nothing but the encoding for one: keys have to differ. */
  private <K> void pairs(
      String name,
      Schema<K> keySchema,
      K key,
      KeyValueEncodingType encoding,
      Map<String, Values> expected)
      throws Exception {
    Schema<KeyValue<K, Trip>> schema =
        Schema.KeyValue(keySchema, Schema.AVRO(Trip.class), encoding);
    try (Producer<KeyValue<K, Trip>> producer =
        servers.client().newProducer(schema).topic(pairs.config().input().topic()).create()) {
      for (int i = 0; i < RECORDS; i++) {
        String id = name + "-" + i;
        var unused = producer.newMessage().value(new KeyValue<>(key, trip(id, i))).sendAsync();
        expected.put(id, values(i));
      }
      producer.flush();
    }
  }

  private <T> ProducerBuilder<T> producer(Schema<T> schema) {
    return servers
        .client()
        .newProducer(schema)
        .topic(trips.config().input().topic())
        .blockIfQueueFull(true);
  }

  private void jsonBytes(Map<String, Values> expected) throws Exception {
    try (Producer<byte[]> producer = producer(Schema.BYTES).create()) {
      for (int i = 0; i < RECORDS; i++) {
        var unused =
            producer
                .newMessage()
                .key("k" + i)
                .value(json("bytes-" + i, i, "").getBytes(StandardCharsets.UTF_8))
                .sendAsync();
        expected.put("bytes-" + i, values(i));
      }
      producer.flush();
    }
  }

  private static String json(String id, int i, String note) {
    return "{\"id\":\"%s\",\"x\":%s,\"place\":{\"y\":%s},\"kind\":%s,\"amount\":\"%s\",\"at\":\"%s\",\"note\":\"%s\"}"
        .formatted(
            id,
            i + 0.5,
            -i - 0.25,
            i % 3 == 0 ? "null" : i % 3 == 1 ? "\"BUS\"" : "\"TRAM\"",
            i + ".75",
            Instant.ofEpochMilli(NOON_MILLIS + i),
            note);
  }

  private void structs(
      String name, Schema<Trip> schema, CompressionType compression, Map<String, Values> expected)
      throws Exception {
    try (Producer<Trip> producer = producer(schema).compressionType(compression).create()) {
      for (int i = 0; i < RECORDS; i++) {
        var unused = producer.newMessage().value(trip(name + "-" + i, i)).sendAsync();
        expected.put(name + "-" + i, values(i));
      }
      producer.flush();
    }
  }

  private void laterStructs(Map<String, Values> expected) throws Exception {
    try (Producer<LaterTrip> producer = producer(Schema.AVRO(LaterTrip.class)).create()) {
      for (int i = 0; i < RECORDS; i++) {
        LaterTrip trip = new LaterTrip();
        trip.colour = "red";
        trip.id = "later-" + i;
        trip.x = i + 0.5;
        trip.at = NOON_MILLIS + i;
        var unused = producer.newMessage().value(trip).sendAsync();
        expected.put(
            trip.id, new Values(i + 0.5, null, null, null, Instant.ofEpochMilli(NOON_MILLIS + i)));
      }
      producer.flush();
    }
  }

  private void protobufNative(Map<String, Values> expected) throws Exception {
    RawSchema schema = new RawSchema(ProtobufTrip.SCHEMA);
    try (Producer<byte[]> producer = producer(schema).create()) {
      for (int i = 0; i < RECORDS; i++) {
        DynamicMessage trip =
            ProtobufTrip.of("protobuf-" + i, i + 0.5, -i - 0.25, i % 3, i + ".75", NOON_MILLIS + i);
        var unused = producer.newMessage().value(trip.toByteArray()).sendAsync();
        expected.put("protobuf-" + i, values(i));
      }
      producer.flush();
    }
  }

  /** Larger than a message may be, which is 5 MB. */
  private void chunked(Map<String, Values> expected) throws Exception {
    try (Producer<byte[]> producer =
        producer(Schema.BYTES).enableBatching(false).enableChunking(true).create()) {
      String json = json("chunked-1", 1, "-".repeat(6_000_000));
      producer.newMessage().value(json.getBytes(StandardCharsets.UTF_8)).send();
      expected.put("chunked-1", values(1));
    }
  }

  private static Trip trip(String id, int i) {
    Trip trip = new Trip();
    trip.id = id;
    trip.x = i + 0.5;
    trip.place.y = -i - 0.25;
    trip.kind = i % 3 == 0 ? null : i % 3 == 1 ? "BUS" : "TRAM";
    trip.amount = i + ".75";
    trip.at = NOON_MILLIS + i;
    return trip;
  }

  private static Values values(int i) {
    return new Values(
        i + 0.5,
        -i - 0.25,
        i % 3 == 0 ? null : i % 3 == 1 ? "BUS" : "TRAM",
        i + 0.75,
        Instant.ofEpochMilli(NOON_MILLIS + i));
  }

  private void check(Pipeline pipeline, Map<String, Values> expected) throws Exception {
    pipeline.progress().awaitAllSoFar();
    Held held = Held.of(servers, pipeline.config(), pipeline.past().shards());
    assertThat(held.deadLetters().stream().map(it -> it.getProperty("steer-reject-message")))
        .as("dead letters")
        .isEmpty();
    assertThat(rows(pipeline)).isEqualTo(expected);
    List<String> ids = new ArrayList<>();
    for (Delivery delivery : held.deliveries()) {
      Message<byte[]> carried = delivery.message();
      ids.add(carried.getProperty("steer-record-id"));
      Message<byte[]> original = original(carried, held.input());
      assertThat(Delivery.carries(carried, original)).isTrue();
      assertThat(schema(pipeline.topics().shard(delivery.shard()), carried))
          .isEqualTo(schema(pipeline.config().input().topic(), original));
    }
    assertThat(ids).as("records in the shard topics").containsAll(expected.keySet());
  }

  /** The message with the same bytes, which no two records share. */
  private static Message<byte[]> original(Message<byte[]> carried, List<Message<byte[]>> input) {
    return input.stream()
        .filter(it -> Arrays.equals(it.getData(), carried.getData()))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("Bytes changed on the way: " + carried.getProperties()));
  }

  /** The schema that a message was written with: its type and definition. */
  private String schema(String topic, Message<?> message) {
    byte[] version = message.getSchemaVersion();
    if (version == null || version.length == 0) {
      return "none";
    }
    long number = java.nio.ByteBuffer.wrap(version).getLong();
    return known.computeIfAbsent(
        topic + number,
        it -> {
          try {
            SchemaInfo info = servers.admin().schemas().getSchemaInfo(topic, number);
            return info.getType()
                + new String(info.getSchema(), StandardCharsets.UTF_8)
                + new TreeMap<>(info.getProperties());
          } catch (org.apache.pulsar.client.admin.PulsarAdminException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static Map<String, Values> rows(Pipeline pipeline) {
    Map<String, Values> rows = new TreeMap<>();
    var config = pipeline.config();
    try (CqlSession session = CassandraSessions.open(config.storage(), Optional.empty())) {
      ShardTables tables = ShardTables.of(session.getMetadata(), config);
      for (int shard = 0; shard < config.shards().targetShardCount(); shard++) {
        session
            .execute("SELECT record_id, x, y, kind, amount, at FROM " + tables.rows(shard))
            .forEach(
                row -> {
                  Values values =
                      new Values(
                          row.get(1, Double.class),
                          row.get(2, Double.class),
                          row.getString(3),
                          row.get(4, Double.class),
                          row.getInstant(5));
                  assertThat(rows.put(String.valueOf(row.getString(0)), values)).isNull();
                });
      }
    }
    return rows;
  }
}
