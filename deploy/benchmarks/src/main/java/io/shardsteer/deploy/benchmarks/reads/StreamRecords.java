package io.shardsteer.deploy.benchmarks.reads;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.feature.QueryDimensions;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.deploy.replay.measure.AnsweredQueries;
import io.shardsteer.deploy.replay.method.Query.Bounds;
import io.shardsteer.deploy.replay.stream.BadRows;
import io.shardsteer.deploy.replay.stream.Coordinates;
import io.shardsteer.deploy.replay.stream.RecordFile;
import io.shardsteer.deploy.replay.stream.RecordSource;
import io.shardsteer.deploy.replay.stream.Recording;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A recorded stream as a pipeline's records, a thousand a second, and questions of the declared
 * templates with the number of their answers. Not thread-safe.
 */
final class StreamRecords {
  /** Records a second. */
  static final double PER_SECOND = 1_000;

  private static final int QUESTIONS = 100;
  private static final long SEED = 20_141_231;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * @param template its name
   * @param predicate as it is written for a reader
   * @param answers how many records match
   */
  record Asked(String template, String predicate, int answers) {}

  private final Recording recording;
  private final FieldPaths paths;
  private final FieldValues values;
  private final long fromMillis;

  private StreamRecords(Recording recording, FieldPaths paths, long fromMillis) {
    this.recording = recording;
    this.paths = paths;
    this.fromMillis = fromMillis;
    values = new FieldValues(paths);
  }

  /**
   * @param config the pipeline with its queries, whose fields are kept
   * @param most records at most
   * @param fromMillis publish time of the first, epoch milliseconds
   */
  static StreamRecords read(Path file, PipelineConfig config, long most, long fromMillis)
      throws IOException {
    FieldPaths paths = PipelineFields.of(config);
    try (RecordSource source = RecordFile.of(file).records(config.input(), paths, new BadRows())) {
      return new StreamRecords(
          Recording.of(source, paths, config.input().keyField(), "", most), paths, fromMillis);
    }
  }

  int size() {
    return recording.size();
  }

  String id(int record) {
    return "r" + record;
  }

  long publishMillis(int record) {
    return fromMillis + (long) (record * 1_000 / PER_SECOND);
  }

  /** The key, as records have it; the id where there is none. */
  String key(int record, String keyField) {
    recording.read(record, values);
    String key = keyField.isEmpty() ? null : values.identifier(paths.slot(keyField));
    return key == null ? id(record) : key;
  }

  /** The fields that the pipeline knows, as JSON. */
  byte[] payload(int record) throws JsonProcessingException {
    return JSON.writeValueAsBytes(fields(record));
  }

  private Map<String, Object> fields(int record) {
    recording.read(record, values);
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int slot = 0; slot < paths.size(); slot++) {
      String path = paths.paths().get(slot);
      switch (values.kind(slot)) {
        case NUMBER -> fields.put(path, values.number(slot));
        case BOOLEAN -> fields.put(path, values.number(slot) != 0);
        case TEXT -> fields.put(path, String.valueOf(values.text(slot)));
        case NULL, ABSENT -> {}
      }
    }
    return fields;
  }

  /** Samples spread over all records. */
  List<Sample> samples(int most) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      int record = (int) ((long) i * size() / most);
      samples.add(
          new Sample(
              fields(record),
              id(record),
              recording.keyHash(record),
              0,
              0,
              0,
              250,
              1,
              publishMillis(record)));
    }
    return samples;
  }

  /** Questions of every template, each around a record. */
  List<Asked> questions(List<QueryTemplate> templates) {
    QueryDimensions dimensions = QueryDimensions.of(templates, paths);
    Coordinates coordinates = new Coordinates(dimensions.size(), size());
    double[] point = new double[dimensions.size()];
    for (int record = 0; record < size(); record++) {
      recording.read(record, values);
      dimensions.extract(values, point);
      coordinates.set(record, point);
    }
    List<Asked> questions = new ArrayList<>();
    for (QueryTemplate template : templates) {
      AnsweredQueries drawn =
          AnsweredQueries.draw(template, dimensions, coordinates, size(), 1, SEED);
      for (int i = 0; i < Math.min(QUESTIONS, drawn.queries().size()); i++) {
        questions.add(
            new Asked(
                template.name(),
                predicate(drawn.queries().get(i).centre(), drawn.queries().get(i).bounds()),
                drawn.answers().get(i).length));
      }
    }
    return questions;
  }

  private String predicate(int centre, Map<String, Bounds> bounds) {
    recording.read(centre, values);
    List<String> terms = new ArrayList<>();
    bounds.forEach(
        (field, bound) ->
            terms.add(
                bound.equality()
                    ? "%s = %s".formatted(field, literal(paths.slot(field)))
                    : "%s in %s..%s".formatted(field, number(bound.low()), number(bound.high()))));
    return String.join(" and ", terms);
  }

  private String literal(int slot) {
    String text = values.text(slot);
    return text == null ? number(values.number(slot)) : "'" + text.replace("'", "''") + "'";
  }

  private static String number(double number) {
    return BigDecimal.valueOf(number).toPlainString();
  }
}
