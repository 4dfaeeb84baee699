package io.shardsteer.common.record;

import io.shardsteer.common.config.PipelineConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The fields that a pipeline reads from a record, whatever for. */
public final class PipelineFields {
  private PipelineFields() {}

  /**
   * Fields of features, then of queries, then key, record id and time, then of the rows' declared
   * columns, then of pins, each once.
   */
  public static FieldPaths of(PipelineConfig config) {
    List<String> paths = new ArrayList<>(sampled(config).paths());
    if (config.storage().enabled()) {
      config.storage().layout().columns().forEach(column -> paths.add(column.field()));
    }
    paths.addAll(config.shards().pins().fields());
    return FieldPaths.of(paths);
  }

  /** {@link #of} and the fields that the pins of routing tables go by. */
  public static FieldPaths of(PipelineConfig config, Set<String> pinFields) {
    List<String> paths = new ArrayList<>(of(config).paths());
    paths.addAll(pinFields);
    return FieldPaths.of(paths);
  }

  /** The fields that a sample carries: those of {@link #of} that training may want to know. */
  public static FieldPaths sampled(PipelineConfig config) {
    List<String> paths = new ArrayList<>();
    config.featureExtractionPipeline().forEach(spec -> paths.addAll(spec.fields()));
    config
        .queries()
        .forEach(query -> query.conditions().forEach(condition -> paths.add(condition.field())));
    paths.add(config.input().keyField());
    paths.add(config.input().recordIdField());
    paths.add(config.input().timeField());
    paths.removeIf(String::isEmpty);
    return FieldPaths.of(paths);
  }
}
