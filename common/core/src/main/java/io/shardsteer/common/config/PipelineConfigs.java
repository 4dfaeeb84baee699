package io.shardsteer.common.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pipeline's configuration and writes it: from the text of a pipeline file or from the map
 * of a function's user configuration, with the same keys, defaults and checks.
 */
public final class PipelineConfigs {
  private static final Pattern PIPELINE = Pattern.compile("[a-z][a-z0-9_]{0,35}");

  /** Finds the content of a file that a pipeline file names. */
  @FunctionalInterface
  public interface NamedFiles {
    /**
     * @param name as it stands in the pipeline file
     * @return the file's bytes
     * @throws java.io.UncheckedIOException if it cannot be read; its message is shown
     */
    byte[] read(String name);
  }

  private PipelineConfigs() {}

  /**
   * @param text YAML
   * @param where what the text is, for messages: the file's name
   * @throws InvalidConfigurationException listing all problems
   */
  public static PipelineConfig fromYaml(String text, String where) {
    YamlReader.Document document = YamlReader.read(text, where);
    return read(document.value(), new ConfigProblems(where, document.lines()));
  }

  /**
   * @param files finds the files that {@code feature_extraction_pipeline} and {@code format_schema}
   *     name
   * @throws InvalidConfigurationException listing all problems
   */
  public static PipelineConfig fromYaml(String text, String where, NamedFiles files) {
    YamlReader.Document document = YamlReader.read(text, where);
    return read(
        FeatureFile.included(
            FormatSchemaFile.included(document.value(), where, files), where, files),
        new ConfigProblems(where, document.lines()));
  }

  /**
   * @param map as {@link #toMap} makes it, perhaps after a trip through JSON
   * @throws InvalidConfigurationException listing all problems
   */
  public static PipelineConfig fromMap(Map<String, Object> map) {
    var problems = new ConfigProblems("The configuration", Map.of());
    String excess = MapBounds.excess(map);
    if (excess != null) {
      problems.add("the whole", excess, "Make it smaller.");
      problems.throwIfAny();
    }
    return read(map, problems);
  }

  /** Every key with its value, as text, numbers, lists and maps. */
  public static Map<String, Object> toMap(PipelineConfig config) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("pipeline", config.pipeline());
    InputKeys.write(config.input(), map);
    map.put(FeatureKeys.KEY, FeatureKeys.write(config.featureExtractionPipeline()));
    map.put("queries", QueryKeys.write(config.queries(), config.queryLearning()));
    ModelKeys.write(config.model(), map);
    TrainingKeys.write(config.training(), map);
    ShardsKeys.write(config.shards(), map);
    map.put("monitoring_metrics", MetricKeys.write(config.monitoringMetrics()));
    ControlKeys.write(config.control(), map);
    LimitsKeys.write(config.sampling(), config.limits(), map);
    StorageKeys.write(config.storage(), map);
    OutcomesKeys.write(config.outcomes(), map);
    HistoryKeys.write(config.history(), map);
    ReshardKeys.write(config.reshard(), map);
    return map;
  }

  static PipelineConfig read(@Nullable Object value, ConfigProblems problems) {
    if (!(value instanceof Map<?, ?>)) {
      problems.add(
          "the whole",
          value == null ? "It is empty." : "It is not a map of keys and values.",
          "Begin with pipeline: NAME and input_topic: TOPIC.");
      problems.throwIfAny();
    }
    Map<?, ?> map = value instanceof Map<?, ?> whole ? whole : Map.of();
    PipelineConfig config;
    try (var root = new ConfigSection(problems, "", map)) {
      config = read(root);
    }
    problems.throwIfAny();
    return config;
  }

  private static PipelineConfig read(ConfigSection root) {
    String pipeline = root.requiredText("pipeline", "trips");
    if (!pipeline.isEmpty() && !PIPELINE.matcher(pipeline).matches()) {
      root.problem(
          "pipeline",
          "%s cannot be part of topics and tables.".formatted(ConfigProblems.show(pipeline)),
          "Begin with a lower-case letter and go on with up to 35 lower-case letters, digits or"
              + " underscores.");
    }
    InputConfig input = InputKeys.read(root);
    List<FeatureSpec> features = FeatureKeys.read(root);
    QueryKeys.Read queries = QueryKeys.read(root);
    ModelConfig model = ModelKeys.read(root);
    TrainingConfig training = TrainingKeys.read(root);
    ShardsConfig shards = ShardsKeys.read(root);
    StorageConfig storage = StorageKeys.read(root);
    PropertyPaths.check(root, features, queries.declared(), shards.pins().fields(), storage);
    return new PipelineConfig(
        pipeline,
        input,
        features,
        queries.declared(),
        model,
        training,
        shards,
        MetricKeys.read(root, shards.acceptableImbalance()),
        ControlKeys.read(root),
        LimitsKeys.sampling(root),
        storage,
        LimitsKeys.limits(root),
        OutcomesKeys.read(root, input, features, queries.declared()),
        HistoryKeys.read(root),
        queries.learning(),
        ReshardKeys.read(root, storage));
  }

  /** The path of every key that reading the map asks for, elements of lists as {@code []}. */
  static Set<String> knownPaths(Map<String, Object> map) {
    var problems = new ConfigProblems("", Map.of());
    PipelineConfig unused = read(map, problems);
    return problems.knownPaths();
  }
}
