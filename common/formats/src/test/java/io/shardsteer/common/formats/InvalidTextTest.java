package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.record.Rejection.Reason;
import io.shardsteer.common.routing.RecordReader;
import io.shardsteer.common.store.RowReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code invalid_text: reject} and {@code replace}, for every format. */
class InvalidTextTest {
  private static final TopicSchema AVRO =
      new TopicSchema(
          "AVRO",
          "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"city\",\"type\":\"string\"}]}"
              .getBytes(UTF_8),
          Map.of());
  private static final TopicSchema PROTOBUF =
      new TopicSchema(
          "PROTOBUF",
          new byte[0],
          Map.of(
              "__PARSING_INFO__",
              "[{\"number\":1,\"name\":\"city\",\"type\":\"STRING\",\"label\":\"LABEL_OPTIONAL\"}]"));
  private static final TopicSchema PAIR =
      new TopicSchema(
          "KEY_VALUE",
          new byte[8],
          Map.of(
              "key.schema.type", "STRING",
              "value.schema.type", "JSON",
              "kv.encoding.type", "INLINE"));
  private static final byte[] CUT = {'c', 'u', 't', (byte) 0xf0, (byte) 0x9f};

  /** A record of a schema, what its field says once it is mended, and what is wrong with it. */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  private record Broken(
      TopicSchema schema, String path, byte[] bytes, String mended, String fault) {}

  private static List<Broken> broken() {
    return List.of(
        new Broken(
            TopicSchema.NONE, "city", json("{\"city\":\"cut\\ud83d\"}"), "cut\uFFFD", "half"),
        new Broken(
            TopicSchema.NONE, "city", json("{\"city\":\"cut\\ude00x\"}"), "cut\uFFFDx", "half"),
        new Broken(
            TopicSchema.NONE,
            "city",
            "{\"city\":\"caf\u00e9\"}".getBytes(ISO_8859_1),
            "caf\uFFFD",
            "not UTF-8"),
        new Broken(AVRO, "city", joined(new byte[] {10}, CUT), "cut\uFFFD", "not UTF-8"),
        new Broken(PROTOBUF, "city", joined(new byte[] {10, 5}, CUT), "cut\uFFFD", "not UTF-8"),
        new Broken(
            PAIR,
            "key",
            joined(joined(new byte[] {0, 0, 0, 5}, CUT), new byte[] {0, 0, 0, 2, '{', '}'}),
            "cut\uFFFD",
            "not UTF-8"));
  }

  @Test
  void rejectsItUnlessToldOtherwise() {
    for (Broken record : broken()) {
      Rejection rejection = decode("reject", record, new FieldValues(paths(record)));
      assertThat(rejection).as(record.toString()).isNotNull();
      assertThat(String.valueOf(rejection)).contains("UNDECODABLE", record.fault());
    }
  }

  @Test
  void replacesItWhereConfigured() {
    for (Broken record : broken()) {
      FieldValues values = new FieldValues(paths(record));
      assertThat(decode("replace", record, values)).as(record.toString()).isNull();
      assertThat(values.text(0)).isEqualTo(record.mended());
      assertThat(values.isMended(0)).isTrue();
    }
  }

  @Test
  void textThatIsWholeIsNotTakenForMended() {
    FieldValues values = new FieldValues(FieldPaths.of(List.of("city")));
    byte[] whole = "{\"city\":\"\uFFFD \ud83d\ude00\"}".getBytes(UTF_8);
    Broken record = new Broken(TopicSchema.NONE, "city", whole, "", "");
    for (String rule : List.of("reject", "replace")) {
      assertThat(decode(rule, record, values)).isNull();
      assertThat(values.text(0)).isEqualTo("\uFFFD \ud83d\ude00");
      assertThat(values.isMended(0)).isFalse();
    }
  }

  @Test
  void neverMakesOneRowOfTwoRecords() {
    PipelineConfig config = config("replace");
    for (String broken : List.of("id", "rider", "zone")) {
      String json =
          "{\"id\":\"1\",\"rider\":\"r\",\"zone\":\"z\",\"city\":\"c\"}"
              .replaceFirst("(\"" + broken + "\":\")[^\"]", "$1\\\\ud83d");
      assertThat(routed(config, json))
          .as(json)
          .extracting(Rejection::reason)
          .isEqualTo(Reason.BAD_FIELD);
    }
    assertThat(routed(config, "{\"id\":\"1\",\"rider\":\"r\",\"zone\":\"z\",\"city\":\"\\ud83d\"}"))
        .isNull();
  }

  private static @Nullable Rejection routed(PipelineConfig config, String json) {
    FieldPaths paths = PipelineFields.of(config);
    RecordReader reader = new RecordReader(config, paths);
    Rejection rejection =
        reader.read(
            new RecordDecoders(config.input(), paths).of(TopicSchema.NONE),
            json(json),
            null,
            null,
            Map.of(),
            "1:1:-1");
    return rejection != null
        ? rejection
        : new RowReader(config.storage().layout(), paths).read(reader.values());
  }

  private static @Nullable Rejection decode(String rule, Broken record, FieldValues into) {
    return new RecordDecoders(config(rule).input(), paths(record))
        .of(record.schema())
        .decode(record.bytes(), into);
  }

  private static FieldPaths paths(Broken record) {
    return FieldPaths.of(List.of(record.path()));
  }

  private static PipelineConfig config(String rule) {
    return PipelineConfigs.fromYaml(
        """
        pipeline: p
        input_topic: p
        record_id_field: id
        key_field: rider
        invalid_text: %s
        feature_extraction_pipeline: [{kind: numeric, field: price}]
        storage:
          columns: [{name: city, type: text}, {name: zone, type: text}]
          partition_key: [zone]
        """
            .formatted(rule),
        "p.yaml");
  }

  private static byte[] json(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteString.copyFrom(first).concat(ByteString.copyFrom(second)).toByteArray();
  }
}
