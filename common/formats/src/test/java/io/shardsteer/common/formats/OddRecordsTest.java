package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldTrie;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.routing.RecordReader;
import io.shardsteer.common.store.RowReader;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records as real publishers write them, from their bytes to the row or the reject. */
class OddRecordsTest {
  private static final PipelineConfig CONFIG =
      PipelineConfigs.fromYaml(
          """
          pipeline: odd
          input_topic: odd
          record_id_field: id
          key_field: k
          feature_extraction_pipeline: [{kind: numeric, field: n}]
          storage:
            columns:
              - {name: n, type: decimal}
              - {name: i, type: bigint}
              - {name: at, type: timestamp}
              - {name: day, type: date, field: at}
              - {name: c, type: text}
              - {name: tags, type: list<text>}
          """,
          "odd.yaml");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nanoseconds            | \"at\":1544712660300000001          | at=2018-12-13T14:51:00.300Z",
        "before 1970            | \"at\":-1                           | at=1969-12-31T23:59:59Z",
        "year 0                 | \"at\":\"0000-01-01\"               | day=0000-01-01",
        "before year 0          | \"at\":\"-0001-12-31\"              | day=-0001-12-31",
        "leap second            | \"at\":\"2016-12-31T23:59:60Z\"     | at=2017-01-01T00:00:00Z",
        "zone in brackets       | \"at\":\"2018-04-05T17:31:00+01:00[Europe/London]\" | at=2018-04-05T16:31:00Z",
        "zone name              | \"at\":\"2018-04-05T17:31:00 CET\"  | BAD_FIELD",
        "comma before millis    | \"at\":\"2018-04-05 17:31:00,123\"  | at=2018-04-05T17:31:00.123Z",
        "NUL                    | \"c\":\"a\\u0000b\"                 | c=a\u0000b",
        "huge number            | \"n\":1e400                          | BAD_FIELD",
        "tiny number            | \"n\":1e-400                         | n=1E-400",
        "negative zero          | \"n\":-0.0                           | n=0",
        "large exponent         | \"n\":1.0E18                         | n=1000000000000000000",
        "whole with a point     | \"i\":5.0                            | i=5",
        "2^63                   | \"i\":9223372036854775808            | BAD_FIELD",
        "NaN                    | \"n\":NaN                            | UNDECODABLE",
        "leading zero           | \"n\":01                             | UNDECODABLE",
        "raw tab                | \"c\":\"a\tb\"                       | UNDECODABLE",
        "list of one            | \"tags\":[1.50]                      | tags=[1.5]",
        "needed field twice     | \"n\":1,\"n\":2                      | UNDECODABLE",
        "other field twice      | \"x\":1,\"x\":2,\"n\":3              | n=3",
      })
  void jsonIsReadOrRejectedAsItsPublisherWouldExpect(String name, String members, String right) {
    assertThat(row(("{\"id\":\"1\",\"k\":\"k\"," + members + "}").getBytes(UTF_8)))
        .as(name)
        .contains(right);
  }

  @Test
  void payloadsThatAreNoJsonObjectAreRejected() {
    String object = "{\"id\":\"1\",\"k\":\"k\",\"c\":\"é\"}";
    assertThat(row(("\uFEFF" + object + "\n").getBytes(UTF_8))).contains("c=é");
    for (Charset other : List.of(UTF_16LE, ISO_8859_1)) {
      assertThat(row(object.getBytes(other))).startsWith("UNDECODABLE");
    }
    for (String no :
        List.of(
            "", " ", "null", "[" + object + "]", object + object, "{\"id\":\"\",\"k\":\"k\"}")) {
      assertThat(row(no.getBytes(UTF_8))).as(no).matches("(UNDECODABLE|MISSING_KEY): (?s).*");
    }
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    for (String field : List.of("other", "tags", "c")) {
      assertThat(row("{\"id\":\"1\",\"k\":\"k\",\"%s\":%s}".formatted(field, deep).getBytes(UTF_8)))
          .startsWith("UNDECODABLE");
    }
  }

  @Test
  void theSameNumberIsTheSameIdHoweverItIsWritten() {
    for (String id : List.of("1000", "1e3", "1000.0", "1.0E3", "\"1000\"")) {
      assertThat(row("{\"id\":%s,\"k\":\"k\"}".formatted(id).getBytes(UTF_8)))
          .as(id)
          .startsWith("id=1000 ");
    }
  }

  @Test
  void avroReadsAnyBranchOfAUnionAndKeepsWhatADefaultSays() throws Exception {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "R", "fields": [
                  {"name": "v", "type": ["null", "string", "long",
                    {"type": "array", "items": "string"}, {"type": "record", "name": "P", "fields": [
                      {"name": "v", "type": "boolean"}]}]}]}
                """);
    FieldPaths paths = FieldPaths.of(List.of("v", "v.v", "v.0"));
    Map<Object, String> read = Map.of("x", "x - -", 7L, "7 - -", List.of("a"), "[a] - a");
    for (Map.Entry<Object, String> each : read.entrySet()) {
      var record = new GenericData.Record(schema);
      record.put("v", each.getKey());
      var out = new ByteArrayOutputStream();
      var encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<>(schema).write(record, encoder);
      encoder.flush();
      FieldValues values = new FieldValues(paths);
      assertThat(
              new RecordDecoders(CONFIG.input(), paths)
                  .of(new TopicSchema("AVRO", schema.toString().getBytes(UTF_8), Map.of()))
                  .decode(out.toByteArray(), values))
          .isNull();
      List<String> shown = new ArrayList<>();
      for (int slot = 0; slot < paths.size(); slot++) {
        var list = values.collection(slot);
        String text = values.identifier(slot);
        shown.add(list != null ? list.elements().toString() : text == null ? "-" : text);
      }
      assertThat(String.join(" ", shown)).isEqualTo(each.getValue());
    }
  }

  @Test
  void protobufPassesOverUnknownFieldsAndGroupsAndKeepsAnUnknownSymbolAsItsNumber()
      throws Exception {
    var bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeString(999, "unknown");
    out.writeTag(77, WireFormat.WIRETYPE_START_GROUP);
    out.writeString(1, "within a group");
    out.writeTag(77, WireFormat.WIRETYPE_END_GROUP);
    out.writeEnum(3, 42);
    out.writeString(2, "Zoë");
    out.flush();
    FieldPaths paths = FieldPaths.of(List.of("kind", "name"));
    FieldValues values = new FieldValues(paths);
    ProtobufPart.of(TripProtobuf.DESCRIPTORS, "bikes.Trip", FieldTrie.of(paths))
        .read(bytes.toByteArray(), values);
    assertThat(values.identifier(0)).isEqualTo("42");
    assertThat(values.text(1)).isEqualTo("Zoë");
  }

  private static String row(byte[] payload) {
    FieldPaths paths = PipelineFields.of(CONFIG);
    RecordReader reader = new RecordReader(CONFIG, paths);
    RowReader rows = new RowReader(CONFIG.storage().layout(), paths);
    Rejection rejection =
        reader.read(
            new RecordDecoders(CONFIG.input(), paths).of(TopicSchema.NONE),
            payload,
            null,
            null,
            Map.of(),
            "1:1:-1");
    if (rejection == null) {
      rejection = rows.read(reader.values());
    }
    if (rejection != null) {
      return rejection.reason() + ": " + rejection.message();
    }
    var shown = new StringBuilder("id=" + reader.recordId() + " ");
    for (int i = 0; i < rows.columns().size(); i++) {
      Object value = rows.columns().get(i);
      shown
          .append(CONFIG.storage().layout().columns().get(i).name())
          .append('=')
          .append(value instanceof BigDecimal number ? number.toString() : value)
          .append(' ');
    }
    return shown.toString();
  }
}
