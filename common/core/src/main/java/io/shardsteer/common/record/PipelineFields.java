package io.shardsteer.common.record;

import io.shardsteer.common.config.PipelineConfig;
import java.util.ArrayList;
import java.util.List;

/** The fields that a pipeline reads from a record, whatever for. */
public final class PipelineFields {
  private PipelineFields() {}

  /**
   * Fields of features, then of queries, then key, record id and time, then of the rows' declared
   * columns, each once.
   */
  public static FieldPaths of(PipelineConfig config) {
    List<String> paths = new ArrayList<>(sampled(config).paths());
    if (config.storage().enabled()) {
      config.storage().layout().columns().forEach(column -> paths.add(column.field()));
    }
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
