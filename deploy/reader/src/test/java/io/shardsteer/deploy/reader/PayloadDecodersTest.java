package io.shardsteer.deploy.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.formats.TopicSchema;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.store.Encoding;
import io.shardsteer.common.store.ShardRow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.pulsar.common.schema.SchemaInfo;
import org.apache.pulsar.common.schema.SchemaType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PayloadDecodersTest {
  private static final PipelineConfig CONFIG =
      PipelineConfigs.fromYaml(
          """
          pipeline: rides
          input_topic: rides
          feature_extraction_pipeline: [{kind: numeric, field: x}]
          """,
          "rides.yaml");
  private static final FieldPaths PATHS = FieldPaths.of(List.of("x", "key.id", "value.x"));

  private static SchemaInfo avro(String first, String second) {
    String definition =
        """
        {"type": "record", "name": "Ride", "fields": [
          {"name": "%s", "type": "double"}, {"name": "%s", "type": "double"}]}\
        """
            .formatted(first, second);
    return info(SchemaType.AVRO, definition.getBytes(UTF_8), Map.of());
  }

  private static SchemaInfo info(
      SchemaType type, byte[] definition, Map<String, String> properties) {
    return SchemaInfo.builder()
        .name("rides")
        .type(type)
        .schema(definition)
        .properties(properties)
        .build();
  }

  private static PayloadDecoders decoders(List<SchemaInfo> versions) {
    return new PayloadDecoders(
        new PayloadSchemas(
            version ->
                version < versions.size()
                    ? Optional.of(
                        new TopicSchema(
                            versions.get((int) version).getType().name(),
                            versions.get((int) version).getSchema(),
                            versions.get((int) version).getProperties()))
                    : Optional.empty(),
            versions),
        new RecordDecoders(CONFIG.input(), PATHS));
  }

  private static ShardRow row(
      byte[] payload, @Nullable Long version, byte @Nullable [] messageKey) {
    return new ShardRow(0, "k", 1, "id", payload, new Encoding(version, messageKey), 1, List.of());
  }

  private static byte[] doubles(double first, double second) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putDouble(first)
        .putDouble(second)
        .array();
  }

  private static double number(PayloadDecoders decoders, ShardRow row, String path) {
    FieldValues values = new FieldValues(PATHS);
    byte[] payload = Objects.requireNonNull(row.payload());
    assertThat(decoders.of(row).orElseThrow().decode(row.encoding().messageKey(), payload, values))
        .isNull();
    return values.number(PATHS.slot(path));
  }

  @Test
  void readsEachPayloadByTheVersionThatItWasWrittenWith() {
    PayloadDecoders decoders = decoders(List.of(avro("x", "y"), avro("y", "x")));
    assertThat(number(decoders, row(doubles(1, 2), 0L, null), "x")).isEqualTo(1);
    assertThat(number(decoders, row(doubles(1, 2), 1L, null), "x")).isEqualTo(2);
  }

  @Test
  void doesNotGuessAVersion() {
    PayloadDecoders several = decoders(List.of(avro("x", "y"), avro("y", "x")));
    assertThat(several.of(row(doubles(1, 2), null, null))).isEmpty();
    assertThat(several.of(row(doubles(1, 2), 7L, null))).isEmpty();

    PayloadDecoders one = decoders(List.of(avro("x", "y")));
    assertThat(number(one, row(doubles(1, 2), null, null), "x")).isEqualTo(1);
  }

  @Test
  void readsAPartOfTheRecordFromTheMessageKey() {
    byte[] json = "{\"type\": \"record\", \"name\": \"Part\", \"fields\": []}".getBytes(UTF_8);
    byte[] both =
        ByteBuffer.allocate(2 * (Integer.BYTES + json.length))
            .putInt(json.length)
            .put(json)
            .putInt(json.length)
            .put(json)
            .array();
    Map<String, String> separated =
        Map.of(
            "key.schema.type", "JSON",
            "value.schema.type", "JSON",
            "kv.encoding.type", "SEPARATED");
    PayloadDecoders decoders = decoders(List.of(info(SchemaType.KEY_VALUE, both, separated)));
    ShardRow row = row("{\"x\": 3}".getBytes(UTF_8), 0L, "{\"id\": 4}".getBytes(UTF_8));
    assertThat(number(decoders, row, "key.id")).isEqualTo(4);
    assertThat(number(decoders, row, "value.x")).isEqualTo(3);
  }
}
