package io.shardsteer.deploy.cli.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.formats.TopicSchema;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.deploy.reader.FoundRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class RowPrinterTest {
  private static final PipelineConfig CONFIG =
      PipelineConfigs.fromYaml(
          """
          pipeline: rides
          input_topic: rides
          feature_extraction_pipeline: [{kind: numeric, field: x}]
          """,
          "rides.yaml");

  private static String printed(
      RowFormat format, TopicSchema schema, byte[] payload, String... fields) {
    StringWriter text = new StringWriter();
    RowPrinter printer =
        new RowPrinter(
            format,
            List.of(fields),
            List.of(),
            new RecordTrees(CONFIG.input(), row -> Optional.of(schema)),
            new PrintWriter(text));
    printer.begin();
    printer.print(new FoundRow(new ShardRow(3, "k", 0, "id", payload, 7, List.of())));
    printer.end();
    return text.toString();
  }

  private static final Schema RIDE =
      SchemaBuilder.record("Ride")
          .fields()
          .requiredLong("id")
          .optionalDouble("ratio")
          .name("from")
          .type(SchemaBuilder.record("Place").fields().requiredString("city").endRecord())
          .noDefault()
          .endRecord();

  private static byte[] ride() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    var place =
        new GenericRecordBuilder(RIDE.getField("from").schema()).set("city", "Graz").build();
    new GenericDatumWriter<GenericData.Record>(RIDE)
        .write(
            new GenericRecordBuilder(RIDE)
                .set("id", 9_007_199_254_740_993L)
                .set("ratio", 0.1)
                .set("from", place)
                .build(),
            encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static TopicSchema avro() {
    return new TopicSchema("AVRO", RIDE.toString().getBytes(UTF_8), Map.of());
  }

  @Test
  void showsFieldsOfAvroAsThoseOfJson() throws IOException {
    byte[] json =
        "{\"id\":9007199254740993,\"ratio\":0.1,\"from\":{\"city\":\"Graz\"}}".getBytes(UTF_8);
    String[] fields = {"id", "ratio", "from.city", "from", "none"};
    String expected = printed(RowFormat.CSV, TopicSchema.NONE, json, fields);
    assertThat(expected)
        .endsWith("id,9007199254740993,0.1,Graz,\"{\"\"city\"\":\"\"Graz\"\"}\",\r\n");
    assertThat(printed(RowFormat.CSV, avro(), ride(), fields)).isEqualTo(expected);
  }

  @Test
  void showsEveryDigitAndNoExponent() {
    byte[] json =
        "{\"id\":1.0E18,\"price\":12.50,\"tiny\":1E-7,\"a.b\":[1.0E18,{\"c\":1e3}]}"
            .getBytes(UTF_8);
    assertThat(printed(RowFormat.CSV, TopicSchema.NONE, json, "id", "price", "tiny", "\"a.b\".0"))
        .endsWith("id,1000000000000000000,12.50,0.0000001,1000000000000000000\r\n");
    assertThat(printed(RowFormat.CSV, TopicSchema.NONE, json, "\"a.b\""))
        .endsWith("\"[1000000000000000000,{\"\"c\"\":1000}]\"\r\n");
    assertThat(printed(RowFormat.JSON, TopicSchema.NONE, json))
        .contains("{\"id\":1000000000000000000,\"price\":12.50,\"tiny\":0.0000001,");
  }

  @Test
  void showsColumnsOfEveryTypeWherePayloadsAreNotStored() throws IOException {
    PipelineConfig config =
        PipelineConfigs.fromYaml(
            """
            pipeline: rides
            input_topic: rides
            feature_extraction_pipeline: [{kind: numeric, field: x}]
            storage:
              payload_column: false
              columns:
                - {name: ip, type: inet}
                - {name: raw, type: blob}
                - {name: amount, type: decimal}
                - {name: ratio, type: double}
                - {name: tags, type: list<text>}
                - {name: labels, type: 'map<text,text>'}
            """,
            "rides.yaml");
    StringWriter text = new StringWriter();
    for (RowFormat format : List.of(RowFormat.CSV, RowFormat.JSON)) {
      RowPrinter printer =
          new RowPrinter(
              format,
              List.of("ip", "raw", "amount", "ratio", "tags", "labels"),
              config.storage().layout().columns(),
              new RecordTrees(config.input(), row -> Optional.empty()),
              new PrintWriter(text));
      printer.print(
          new FoundRow(
              new ShardRow(
                  3,
                  "k",
                  0,
                  "id",
                  null,
                  7,
                  List.of(
                      InetAddress.getByName("10.0.0.1"),
                      ByteBuffer.wrap(new byte[] {0, (byte) 0xff}),
                      new BigDecimal("1.50E+4"),
                      1e18,
                      List.of("a", "b"),
                      Map.of("k", "v")))));
      printer.end();
    }
    assertThat(text.toString())
        .contains(
            "id,10.0.0.1,AP8=,15000,1000000000000000000,\"[\"\"a\"\",\"\"b\"\"]\",\"{\"\"k\"\":\"\"v\"\"}\"\r\n")
        .contains(
            "\"ip\":\"10.0.0.1\",\"raw\":\"AP8=\",\"amount\":15000,\"ratio\":1000000000000000000,"
                + "\"tags\":[\"a\",\"b\"],\"labels\":{\"k\":\"v\"}");
  }

  @Test
  void showsTheRecordAsJson() throws IOException {
    assertThat(printed(RowFormat.JSON, avro(), ride()))
        .contains("\"record\":{\"id\":9007199254740993,\"ratio\":0.1,\"from\":{\"city\":\"Graz\"}}")
        .doesNotContain("payload_base64");
    assertThat(printed(RowFormat.JSON, avro(), new byte[] {1})).contains("payload_base64");
  }

  @Test
  void showsProtobuf() {
    byte[] files =
        FileDescriptorSet.newBuilder()
            .addFile(TimestampProto.getDescriptor().toProto())
            .build()
            .toByteArray();
    String definition =
        "{\"fileDescriptorSet\":\"%s\",\"rootMessageTypeName\":\"google.protobuf.Timestamp\"}"
            .formatted(Base64.getEncoder().encodeToString(files));
    TopicSchema schema = new TopicSchema("PROTOBUF_NATIVE", definition.getBytes(UTF_8), Map.of());
    byte[] payload = Timestamp.newBuilder().setSeconds(5).setNanos(7).build().toByteArray();
    assertThat(printed(RowFormat.JSON, schema, payload))
        .contains("\"record\":{\"seconds\":5,\"nanos\":7}");
    assertThat(printed(RowFormat.CSV, schema, payload, "seconds")).endsWith("id,5\r\n");
  }

  @Test
  void showsBothHalvesOfAKeyWithItsValue() {
    ByteBuffer definition =
        ByteBuffer.allocate(8 + 2).putInt(0).putInt(2).put("{}".getBytes(UTF_8));
    TopicSchema schema =
        new TopicSchema(
            "KEY_VALUE",
            definition.array(),
            Map.of(
                "key.schema.type", "STRING",
                "value.schema.type", "JSON",
                "kv.encoding.type", "INLINE"));
    byte[] value = "{\"x\":1}".getBytes(UTF_8);
    byte[] payload =
        ByteBuffer.allocate(8 + 1 + value.length)
            .putInt(1)
            .put((byte) 'a')
            .putInt(value.length)
            .put(value)
            .array();
    assertThat(printed(RowFormat.CSV, schema, payload, "key", "value.x")).endsWith("id,a,1\r\n");
  }
}
