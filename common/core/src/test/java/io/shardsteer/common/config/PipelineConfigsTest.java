package io.shardsteer.common.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardsteer.common.config.ModelConfig.ModelType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineConfigsTest {
  private static final String SMALLEST =
      """
      pipeline: trips
      input_topic: trips
      feature_extraction_pipeline:
        - {kind: numeric, field: price}
      """;

  private static final Path PIPELINES = Path.of("../../deploy/pipelines");

  /** YAML 1.1 makes false, true, 83, 31 and 1.1 of them. */
  @Test
  void unquotedWordsAndNumbersAreTextsAsTheyAreWritten() {
    PipelineConfig config =
        PipelineConfigs.fromYaml(
            """
            pipeline: no
            input_topic: orders
            feature_extraction_pipeline:
              - {kind: categorical, field: country,
                 levels: [NO, no, Yes, on, OFF, y, TRUE, true, 0123, 0x1F, 1.10, 1e3, +5, .5, 1_000, 12:30]}
              - {kind: flag, name: is_0123, field: code, equals: 0123}
              - {kind: range, field: price, edges: [.5, 1.10, 1e3]}
            """,
            "test");
    assertThat(config.pipeline()).isEqualTo("no");
    var features = config.featureExtractionPipeline();
    assertThat(((FeatureSpec.Categorical) features.get(0)).levels())
        .containsExactly(
            "NO", "no", "Yes", "on", "OFF", "y", "TRUE", "true", "0123", "0x1F", "1.10", "1e3",
            "+5", ".5", "1_000", "12:30");
    assertThat(((FeatureSpec.Flag) features.get(1)).values()).containsExactly("0123");
    assertThat(((FeatureSpec.BucketedRange) features.get(2)).edges())
        .containsExactly(0.5, 1.1, 1000.0);
  }

  @Test
  void fourLinesMakeAPipeline() {
    PipelineConfig config = read("");
    assertThat(config.input().topic()).isEqualTo("persistent://public/default/trips");
    assertThat(config.model().type()).isEqualTo(ModelType.DECISION_TREE);
    assertThat(config.shards().targetShardCount()).isEqualTo(8);
    assertThat(config.training().retrainingInterval()).isEqualTo(Duration.ofHours(1));
    assertThat(config.monitoringMetrics())
        .extracting(MetricTrigger::metric)
        .containsExactly(
            MetricTrigger.Metric.SHARD_IMBALANCE, MetricTrigger.Metric.MODEL_PERFORMANCE);
  }

  @Test
  void rowsLieByKeyOrInTheOrder() {
    assertThat(read("").storage().layout().isByPosition()).isFalse();
    PipelineConfig ordered =
        read(
            """
            storage:
              row_order: position
              columns: [{name: price, type: double, indexed: true}]
            """);
    RowLayout layout = ordered.storage().layout();
    assertThat(layout.primaryKey())
        .containsExactly("model_version", "order_cell", "time_bucket", "order_key", "record_id");
    assertThat(layout.indexes()).containsExactly("key", "price");
    assertThat(PipelineConfigs.fromMap(PipelineConfigs.toMap(ordered))).isEqualTo(ordered);
  }

  @Test
  void shardsShareAsManyTablesAsAreDeclared() {
    assertThat(read("").storage().tables()).isZero();
    PipelineConfig shared = read("storage: {tables: 3}\n");
    assertThat(shared.storage().tables()).isEqualTo(3);
    assertThat(PipelineConfigs.fromMap(PipelineConfigs.toMap(shared))).isEqualTo(shared);
    assertThat(shared.storage().on(List.of("a:1"), "dc2").over(TlsConfig.OFF).tables())
        .isEqualTo(3);
  }

  // Pipelines whose shards have a table each may have declared it before tables could be shared.
  @Test
  void theShardIsAColumnOfTablesThatShardsShare() {
    String declared = "columns: [{name: shard, type: int}]";
    assertThat(read("storage: {%s}\n".formatted(declared)).storage().layout().columns()).hasSize(1);
    assertThat(problems("storage: {tables: 3, %s}\n".formatted(declared)))
        .hasMessageContaining("Every table has its own column 'shard'");
    RowLayout shared = read("storage: {tables: 3}\n").storage().layout().inSharedTables();
    assertThat(shared.primaryKey()).containsExactly("shard", "key", "publish_time", "record_id");
    assertThat(read("storage: {row_order: position}\n").storage().layout().inSharedTables())
        .extracting(RowLayout::fullPartitionKey)
        .isEqualTo(List.of("shard", "model_version", "order_cell", "time_bucket"));
  }

  @Test
  void refusesAPrimaryKeyBesideTheOrderAndIndexesThatMissRecords() {
    assertThat(
            problems(
                """
                storage:
                  row_order: position
                  partition_key: [key]
                  columns:
                    - {name: at, type: timestamp, indexed: true}
                    - {name: price, type: int, indexed: true, on_bad_field: "null"}
                """))
        .hasMessageContaining("the primary key is that of the order")
        .hasMessageContaining("cannot answer questions about the field")
        .hasMessageContaining("would miss records");
  }

  @Test
  void theSixNamesOfOwnersAreRead() {
    PipelineConfig config =
        PipelineConfigs.fromMap(
            Map.of(
                "pipeline",
                "trips",
                "input_topic",
                "persistent://t/n/trips",
                "feature_extraction_pipeline",
                List.of(Map.of("kind", "flag", "field", "member")),
                "model_type",
                "gradient_boosted",
                "retraining_interval",
                "90 s",
                "acceptable_shard_imbalance",
                "35%",
                "target_shard_count",
                16.0,
                "monitoring_metrics",
                List.of("query_latency", Map.of("metric", "shard_imbalance", "consecutive", 1))));
    assertThat(config.model().type()).isEqualTo(ModelType.GRADIENT_BOOSTED);
    assertThat(config.training().retrainingInterval()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.shards().acceptableImbalance())
        .isEqualTo(new AcceptableImbalance.Relative(0.35));
    assertThat(config.shards().targetShardCount()).isEqualTo(16);
    assertThat(config.monitoringMetrics().get(0).threshold()).isEqualTo(250);
    assertThat(config.monitoringMetrics().get(1).threshold()).isEqualTo(0.35);
    assertThat(config.monitoringMetrics().get(1).consecutive()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference.yaml", "bikes.yaml", "retail.yaml"})
  void everyShippedFileSurvivesTheTripThroughAFunctionsConfiguration(String file)
      throws IOException {
    PipelineConfig config = PipelineConfigs.fromYaml(shipped(file), file);
    var mapper = new ObjectMapper();
    Map<String, Object> map =
        mapper.readValue(
            mapper.writeValueAsString(PipelineConfigs.toMap(config)), new TypeReference<>() {});
    assertThat(PipelineConfigs.fromMap(map)).isEqualTo(config);
  }

  @Test
  void theReferenceNamesEveryKeyAndNoOther() throws IOException {
    String text = shipped("reference.yaml");
    Map<String, Object> map =
        PipelineConfigs.toMap(PipelineConfigs.fromYaml(text, "reference.yaml"));
    @Nullable Object document = YamlReader.read(text, "reference.yaml").value();
    var inFile = new TreeSet<String>();
    collect(document, "", inFile);
    assertThat(inFile)
        .containsAll(PipelineConfigs.knownPaths(map).stream().filter(p -> !p.isEmpty()).toList());
  }

  @Test
  void theReferenceShowsTheDefaults() throws IOException {
    Map<String, Object> reference =
        PipelineConfigs.toMap(PipelineConfigs.fromYaml(shipped("reference.yaml"), "reference"));
    Map<String, Object> defaults = PipelineConfigs.toMap(read(""));
    for (String example :
        List.of("pipeline", "input_topic", "feature_extraction_pipeline", "queries")) {
      reference.remove(example);
      defaults.remove(example);
    }
    assertThat(reference).isEqualTo(defaults);
  }

  @Test
  void reportsAllProblemsAtOnceWithPlaceAndRemedy() {
    var problems =
        problems(
            """
            target_shard_count: 0
            retraining_intervall: 1 hour
            acceptable_shard_imbalance: 0.2
            model_type: desicion_tree
            control: {horizon: -1, report_interval: 5}
            storage: {keyspace: "x; DROP", replication: "{} AND x"}
            """);
    assertThat(problems.getMessage()).contains("test.yaml has 8 problems");
    assertThat(problems.problems())
        .extracting(ConfigProblem::place)
        .containsExactlyInAnyOrder(
            "target_shard_count (line 5)",
            "retraining_intervall (line 6)",
            "acceptable_shard_imbalance (line 7)",
            "model_type (line 8)",
            "control.horizon (line 9)",
            "control.report_interval (line 9)",
            "storage.keyspace (line 10)",
            "storage.replication (line 10)");
    assertThat(problems.getMessage())
        .contains(
            "Did you mean retraining_interval?",
            "Did you mean decision_tree?",
            "Write 20% for a fifth",
            "'0' is not a whole number from 1 to 1024");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "queries: [{equal: [a, a]}] | queries[0].equal",
        "queries: [{range: {a: wide}}] | queries[0].range",
        "queries: 5 | queries",
        "shard_weights: [1, 2] | shard_weights",
        "load: bytes\\nacceptable_shard_imbalance: 5 records | acceptable_shard_imbalance",
        "training: {min_samples: 20000} | training.min_samples",
        "training: [] | training",
        "monitoring_metrics: [shard_imbalance, shard_imbalance] | monitoring_metrics[1].metric",
        "monitoring_metrics: [speed] | monitoring_metrics[0].metric",
        "key_field: a..b | key_field",
        "key_field: $properties | key_field",
        "key_field: $properties.ce.type | key_field",
        "seed: | seed",
        "windows: [{days: [sat]}] | windows[0].allow",
        "windows: [{allow: [model]}] | windows[0].allow",
        "windows: [{allow: [rows], days: [saturday]}] | windows[0].days",
        "windows: [{allow: [rows], days: []}] | windows[0].days",
        "windows: [{allow: [rows], from: 25:00}] | windows[0].from",
        "windows: [{allow: [rows], to: 6}] | windows[0].to",
        "windows: [{allow: [rows], zone: Mars}] | windows[0].zone",
        "windows: [{allow: [rows], until: 06:00}] | windows[0].until",
        "windows: nightly | windows",
        "limits: {max_record_size: 10} | limits.max_record_size",
        "storage: {contact_points: [localhost]} | storage.contact_points",
        "storage: {enabled: maybe} | storage.enabled",
        "storage: {read_consistency: any} | storage.read_consistency",
        "storage: {tables: -1} | storage.tables",
        "storage: {tables: 513} | storage.tables",
        "storage: {columns: [{name: a}]} | storage.columns[0].type",
        "storage: {columns: [{name: a, type: list}]} | storage.columns[0].type",
        "storage: {columns: [{name: a, type: list<int>}]} | storage.columns[0].type",
        "storage: {columns: [{name: a, type: set<text>}], partition_key: [a]} | storage.columns[0].type",
        "storage: {columns: [{name: a, type: list<text>, indexed: true}]} | storage.columns[0].indexed",
        "storage: {columns: [{name: a, type: list<text>, if_null: x}]} | storage.columns[0].if_null",
        "storage: {columns: [{name: 'a; DROP', type: int}]} | storage.columns[0].name",
        "storage: {columns: [{name: payload, type: text}]} | storage.columns[0].name",
        "storage: {columns: [{name: a, type: int}, {name: a, type: int}]} | storage.columns[1].name",
        "storage: {columns: [{name: a, type: int, zone: UTC}]} | storage.columns[0].zone",
        "storage: {columns: [{name: a, type: int, if_null: 0}]} | storage.columns[0].if_null",
        "storage: {columns: [{name: a, type: int, if_null: x}], partition_key: [a]} | storage.columns[0].if_null",
        "storage: {partition_key: [a]} | storage.partition_key",
        "storage: {partition_key: []} | storage.partition_key",
        "storage: {partition_key: [payload]} | storage.partition_key",
        "storage: {clustering: [publish_time down]} | storage.clustering",
        "storage: {clustering: [key]} | storage.clustering",
        "storage: {unique_key: true} | storage.unique_key",
        "storage: {columns: [{name: a, type: int}], partition_key: [a], clustering: [], unique_key: true} | storage.null_keys",
        "storage: {ttl: 21 years} | storage.ttl",
        "storage: {table_options: {comment: x}} | storage.table_options.comment",
        "storage: {table_options: {compaction: \"x' AND y\"}} | storage.table_options.compaction"
      })
  void namesTheKeyOfAProblem(String line, String key) {
    assertThat(problems(line.replace("\\n", "\n") + "\n").problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.place()).startsWith(key + " (line"));
  }

  @Test
  void asksForColumnsOfThePropertiesThatModelsAndQueriesRead() {
    String queries = "queries: [{equal: [$properties.ce_type]}]\n";
    assertThat(problems(queries).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.place()).isEqualTo("storage.columns");
              assertThat(problem.remedy())
                  .contains("{name: ce_type, type: text, field: $properties.ce_type}");
            });
    assertThat(
            read(queries
                    + "storage: {columns: [{name: t, type: text, field: $properties.ce_type}]}\n")
                .queries())
        .hasSize(1);
    assertThat(read(queries + "storage: {enabled: false}\n").queries()).hasSize(1);
  }

  @Test
  void windowsAreReadWithUnquotedClockTimes() {
    PipelineConfig config =
        read(
            """
            windows:
              - {allow: [models, shard_count], days: [sat, sun], from: 22:00, to: 06:30, zone: Europe/London}
              - {allow: [rows]}
            """);
    assertThat(config.control().windows())
        .containsExactly(
            new ChangeWindow(
                Set.of(ChangeWindow.Change.MODELS, ChangeWindow.Change.SHARD_COUNT),
                Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                LocalTime.of(22, 0),
                LocalTime.of(6, 30),
                ZoneId.of("Europe/London")),
            new ChangeWindow(
                Set.of(ChangeWindow.Change.ROWS),
                Set.of(DayOfWeek.values()),
                LocalTime.MIDNIGHT,
                LocalTime.MIDNIGHT,
                ZoneOffset.UTC));
    assertThat(PipelineConfigs.fromMap(PipelineConfigs.toMap(config))).isEqualTo(config);
  }

  @Test
  void completesADeclaredKeyByTheRecordIdUnlessItIsUnique() {
    String customers = "columns: [{name: customer, type: int}], partition_key: [customer]";
    assertThat(layout(customers).primaryKey())
        .containsExactly("customer", "null_bucket", "publish_time", "record_id");
    assertThat(layout(customers + ", clustering: [publish_time desc]").clustering())
        .containsExactly(
            new RowLayout.Clustering("publish_time", true),
            new RowLayout.Clustering("record_id", false));
    assertThat(layout(customers + ", clustering: [], unique_key: true, null_keys: reject"))
        .extracting(RowLayout::primaryKey)
        .isEqualTo(List.of("customer"));
    assertThat(layout("partition_key: [record_id]").primaryKey())
        .containsExactly("record_id", "publish_time");
    assertThat(layout("").primaryKey()).containsExactly("key", "publish_time", "record_id");
  }

  @Test
  void declaredRowsSurviveTheTripThroughAFunctionsConfiguration() throws IOException {
    PipelineConfig config =
        read(
            """
            storage:
              columns:
                - {name: customer, type: int, field: CustomerID, if_null: 0, on_bad_field: null}
                - {name: ordered, type: timestamp, field: InvoiceDate, unit: seconds, zone: Europe/London}
              partition_key: [customer]
              clustering: [ordered desc]
              ttl: 90 days
              table_options: {gc_grace_seconds: 86400, compaction: {class: UnifiedCompactionStrategy}}
            """);
    var mapper = new ObjectMapper();
    Map<String, Object> map =
        mapper.readValue(
            mapper.writeValueAsString(PipelineConfigs.toMap(config)), new TypeReference<>() {});
    assertThat(PipelineConfigs.fromMap(map)).isEqualTo(config);
    assertThat(config.storage().layout().columns().get(0).onBadField())
        .isEqualTo(RowLayout.BadField.NULL);
  }

  private static RowLayout layout(String storage) {
    return read("storage: {" + storage + "}\n").storage().layout();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{kind: numerik, field: a} | kind",
        "{field: a} | kind",
        "{kind: numeric} | field",
        "{kind: numeric, field: a, transform: clip} | transform",
        "{kind: numeric, field: a, transform: clip, low: 2, high: 1} | low",
        "{kind: numeric, field: a, low: 2} | transform",
        "{kind: range, field: a} | edges",
        "{kind: range, field: a, edges: [2, 1]} | edges",
        "{kind: range, field: a, edges: [1], quantiles: 4} | edges",
        "{kind: categorical, field: a, levels: [x, x]} | levels",
        "{kind: categorical, field: a, levels: [x], hashed_width: 8} | hashed_width",
        "{kind: flag, field: a, equals: x, in: [y]} | field",
        "{kind: flag, field: a, matches: '('} | matches",
        "{kind: time, field: a, zone: Mars} | zone",
        "{kind: time, field: a, part: epoch_seconds, cyclic: true} | cyclic",
        "{kind: age, field: a} | until",
        "{kind: geo, latitude: a} | longitude",
        "{kind: text_embedding, field: a, dimensions: 0} | dimensions",
        "{kind: expression, left: a, right: b, operation: sum} | operation",
        "{kind: numeric, field: a, name: 1x} | name",
        "{kind: numeric, field: a, unit: s} | unit"
      })
  void namesTheKeyOfAFeaturesProblem(String feature, String key) {
    String text =
        "pipeline: p\ninput_topic: t\nfeature_extraction_pipeline:\n  - " + feature + "\n";
    assertThat(problemsOf(text).problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.place()).startsWith("feature_extraction_pipeline[0]." + key));
  }

  @Test
  void refusesFeaturesWithTheSameName() {
    assertThat(problems("  - {kind: flag, field: x, name: price}\n").getMessage())
        .contains("Another feature has the name 'price'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 1\\na: 2 | stands twice",
        "a: &x 1\\nb: *x | Aliases",
        "a: [ | not YAML",
        "a: 1\\n---\\nb: 1 | second document",
        "'' | empty",
        "[1] | not a map",
        "\"\\0\" | not YAML"
      })
  void refusesWhatIsNotOneSmallYamlMap(String text, String says) {
    assertThat(problemsOf(text.replace("\\n", "\n").replace("\\0", "\0")).getMessage())
        .contains(says);
  }

  @Test
  void refusesBombs() {
    assertThat(problemsOf("a: " + "[".repeat(50) + "]".repeat(50)).getMessage())
        .contains("nests deeper");
    assertThat(problemsOf("a: " + "x".repeat(2_000_000)).getMessage()).contains("characters");
    assertThat(problemsOf("[".repeat(100_000)).problems()).hasSize(1);
  }

  @Test
  void theFeaturesMayStandInAFileOfTheirOwn() {
    String text = "pipeline: p\ninput_topic: t\nfeature_extraction_pipeline: f.yaml\n";
    PipelineConfig config =
        PipelineConfigs.fromYaml(
            text, "p.yaml", name -> ("- {kind: numeric, field: " + name + "}").getBytes(UTF_8));
    assertThat(config.featureExtractionPipeline())
        .containsExactly(new FeatureSpec.Numeric("f_yaml", "f.yaml", FeatureSpec.Transform.RAW));
    assertThat(problemsOf(text).getMessage()).contains("'f.yaml' names a file");
    var unreadable =
        catchThrowableOfType(
            InvalidConfigurationException.class,
            () ->
                PipelineConfigs.fromYaml(
                    text,
                    "p.yaml",
                    name -> {
                      throw new UncheckedIOException("no such file", new IOException());
                    }));
    assertThat(unreadable.getMessage()).contains("'f.yaml' cannot be read: no such file");
  }

  @ParameterizedTest
  @CsvSource({
    "20%,Relative[fraction=0.2]",
    "12.5 %,Relative[fraction=0.125]",
    "5000,Absolute[load=5000]",
    "5000 records,Absolute[load=5000]"
  })
  void readsAnImbalanceAsShareOrAmount(String text, String imbalance) {
    PipelineConfig config = read("acceptable_shard_imbalance: " + text + "\n");
    assertThat(config.shards().acceptableImbalance()).hasToString(imbalance);
    assertThat(PipelineConfigs.fromMap(PipelineConfigs.toMap(config))).isEqualTo(config);
  }

  @Test
  void anAbsoluteImbalanceLeavesItsTriggerWithoutAThreshold() {
    PipelineConfig config = read("load: bytes\nacceptable_shard_imbalance: 10 MB\n");
    assertThat(config.shards().acceptableImbalance())
        .isEqualTo(new AcceptableImbalance.Absolute(10_000_000));
    assertThat(config.monitoringMetrics().get(0).threshold()).isNaN();
    assertThat(PipelineConfigs.fromMap(PipelineConfigs.toMap(config))).isEqualTo(config);
  }

  @Test
  void mutatedFilesAreReadOrRefusedAndNothingElse() throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    String original = shipped("bikes.yaml");
    for (int i = 0; i < 5_000; i++) {
      var text = new StringBuilder(original);
      for (int k = random.nextInt(4); k >= 0; k--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, " :-[]{}&*!|>%@`'\"#,\n\t\u0000é9".charAt(random.nextInt(24)));
          default -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
        }
      }
      try {
        PipelineConfigs.fromYaml(text.toString(), "mutated.yaml");
      } catch (InvalidConfigurationException expected) {
        assertThat(expected.problems()).isNotEmpty();
      }
    }
  }

  @Test
  void mutatedMapsAreReadOrRefusedAndNothingElse() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    Map<String, Object> original = PipelineConfigs.toMap(read("queries: [{range: {a: 1}}]\n"));
    Object[] values = {
      1, -1, 1e300, Double.NaN, "", "x", true, List.of(), List.of(1), Map.of(), ""
    };
    for (int i = 0; i < 20_000; i++) {
      Map<String, Object> map = new HashMap<>(original);
      for (String key : original.keySet()) {
        if (random.nextInt(4) == 0) {
          map.put(key, values[random.nextInt(values.length)]);
        }
      }
      try {
        PipelineConfigs.fromMap(map);
      } catch (InvalidConfigurationException expected) {
        assertThat(expected.problems()).isNotEmpty();
      }
    }
  }

  private static void collect(@Nullable Object value, String path, Set<String> into) {
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, below) -> {
            String at = path.isEmpty() ? String.valueOf(key) : path + "." + key;
            into.add(at);
            collect(below, at, into);
          });
    } else if (value instanceof List<?> list) {
      list.forEach(element -> collect(element, path + "[]", into));
    }
  }

  private static String shipped(String file) throws IOException {
    return Files.readString(PIPELINES.resolve(file));
  }

  private static PipelineConfig read(String more) {
    return PipelineConfigs.fromYaml(SMALLEST + more, "test.yaml");
  }

  private static InvalidConfigurationException problems(String more) {
    return problemsOf(SMALLEST + more);
  }

  private static InvalidConfigurationException problemsOf(String text) {
    return catchThrowableOfType(
        InvalidConfigurationException.class, () -> PipelineConfigs.fromYaml(text, "test.yaml"));
  }
}
