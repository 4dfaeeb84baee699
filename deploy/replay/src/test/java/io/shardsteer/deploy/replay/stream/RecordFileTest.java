package io.shardsteer.deploy.replay.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordFileTest {
  private static final FieldPaths PATHS = new FieldPaths(List.of("id", "place.lat"));
  private static final InputConfig INPUT =
      new InputConfig("persistent://public/default/t", InputConfig.Format.JSON, "", "", "");
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Trip", "fields": [
                {"name": "id", "type": "long"},
                {"name": "place", "type": ["null", {"type": "record", "name": "Place", "fields": [
                  {"name": "lat", "type": "double"}]}]}]}
              """);

  @TempDir private Path folder;
  private final BadRows badRows = new BadRows();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "trips.csv;id,place;CSV",
        "trips;id,place;CSV",
        "trips;{\"id\": 1};JSON_LINES",
        "trips;  {\"id\": 1};JSON_LINES",
        "trips.jsonl;no json at all;JSON_LINES",
        "TRIPS.NDJSON.GZ;x;JSON_LINES",
        "trips.csv;[a],b;CSV",
        "trips;'';CSV"
      })
  void tellsTheFormatByTheFirstBytesAndByTheNameWhereThatSaysMore(
      String name, String text, RecordFile.Format format) throws IOException {
    assertThat(RecordFile.of(file(name, text)).format()).isEqualTo(format);
  }

  @Test
  void refusesAJsonArrayWithTheCommandThatMakesLinesOfIt() throws IOException {
    Path file = file("trips.json", "[{\"id\": 1}]");
    assertThatThrownBy(() -> RecordFile.of(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one JSON array")
        .hasMessageContaining("jq -c");
  }

  @Test
  void readsJsonLinesAsARouterReadsMessages() throws IOException {
    String text =
        "\uFEFF{\"id\": 1, \"place\": {\"lat\": 37.5}}\r\n\n{\"id\": \"2\"}\n{\"id\": 3\n[]\n{\"id\": null}";
    assertThat(read(file("trips.jsonl", text)))
        .containsExactly("1 37.5", "2 ABSENT", "NULL ABSENT");
    assertThat(badRows.count()).isEqualTo(2);
    assertThat(badRows.first()).first().asString().startsWith("line 4 ");
    assertThat(badRows.first()).last().asString().startsWith("line 5 ");
  }

  @Test
  void readsCompressedJsonLines() throws IOException {
    Path file = folder.resolve("trips");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("{\"id\": 1, \"place\": {\"lat\": -1}}\n".getBytes(UTF_8));
    }
    assertThat(read(file)).containsExactly("1 -1");
  }

  @Test
  void readsTheOldRowOfADeletionAsARouterDoes() throws IOException {
    Path file = file("changes.jsonl", "{\"before\": {\"id\": 7}, \"after\": null}\n");
    InputConfig input =
        PipelineConfigs.fromYaml(
                """
                pipeline: trips
                input_topic: trips
                envelope: debezium
                target_shard_count: 2
                feature_extraction_pipeline: [{kind: numeric, field: after.id}]
                """,
                "test")
            .input();
    FieldPaths paths = new FieldPaths(List.of("after.id"));
    FieldValues values = new FieldValues(paths);
    try (RecordSource records = RecordFile.of(file).records(input, paths, badRows)) {
      assertThat(records.next(values)).isTrue();
      assertThat(values.identifier(0)).isEqualTo("7");
    }
  }

  @Test
  void readsAvroByTheSchemaThatTheFileBrings() throws IOException {
    assertThat(read(avro(3, CodecFactory.deflateCodec(6))))
        .containsExactly("0 0", "1 ABSENT", "2 1");
    assertThat(badRows.count()).isZero();
  }

  @Test
  void saysWhereADamagedAvroFileEnds() throws IOException {
    byte[] bytes = Files.readAllBytes(avro(40_000, CodecFactory.nullCodec()));
    Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0xff);
    Path damaged = Files.write(folder.resolve("damaged.avro"), bytes);
    assertThat(read(damaged)).hasSizeBetween(1, 39_999);
    assertThat(badRows.count()).isEqualTo(1);
    assertThat(badRows.first()).first().asString().startsWith("record ").contains("is damaged");
  }

  @Test
  void namesTheCodecThatItDoesNotRead() throws IOException {
    byte[] bytes = Files.readAllBytes(avro(1, CodecFactory.deflateCodec(6)));
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    Path file = folder.resolve("other.avro");
    Files.write(
        file,
        text.replace("\u000edeflate", "\u000emystery")
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mystery")
        .hasMessageContaining("recodec");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path avro(int records, CodecFactory codec) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
      writer.setCodec(codec).create(SCHEMA, bytes);
      Schema place = SCHEMA.getField("place").schema().getTypes().get(1);
      for (long id = 0; id < records; id++) {
        writer.append(
            new GenericRecordBuilder(SCHEMA)
                .set("id", id)
                .set(
                    "place",
                    id % 2 == 1
                        ? null
                        : new GenericRecordBuilder(place).set("lat", id / 2.0).build())
                .build());
      }
    }
    return Files.write(folder.resolve("trips.avro"), bytes.toByteArray());
  }

  private List<String> read(Path file) throws IOException {
    List<String> read = new ArrayList<>();
    FieldValues values = new FieldValues(PATHS);
    try (RecordSource records = RecordFile.of(file).records(INPUT, PATHS, badRows)) {
      while (records.next(values)) {
        assertThat(records.bytes()).isPositive();
        read.add(shown(values, 0) + " " + shown(values, 1));
      }
    }
    return read;
  }

  private static String shown(FieldValues values, int slot) {
    String identifier = values.identifier(slot);
    return identifier == null ? values.kind(slot).name() : identifier;
  }
}
