package io.shardsteer.deploy.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.feature.FeatureExtractor;
import io.shardsteer.common.feature.FeatureFitter;
import io.shardsteer.common.formats.JsonRecordDecoder;
import io.shardsteer.common.mojo.MojoModels;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.trainer.training.H2oTrainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/** The shipped bike pipeline and its bundled trips, as the benchmarks use them. */
final class BikePipeline {
  static final PipelineConfig CONFIG = config();
  static final FieldPaths PATHS = PipelineFields.of(CONFIG);

  private static final Path TRIPS = Path.of("deploy", "data", "bikes.csv.gz");

  private BikePipeline() {}

  private static PipelineConfig config() {
    Path file = Path.of("deploy", "pipelines", "bikes.yaml");
    try {
      return PipelineConfigs.fromYaml(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The benchmarks run in the folder that holds pom.xml and deploy.", e);
    }
  }

  static RecordDecoder decoder() {
    return new JsonRecordDecoder(PATHS);
  }

  /** The first trips as JSON, about 250 bytes each; numbers as JSON numbers. */
  static byte[][] payloads(int count) throws IOException {
    var mapper = JsonMapper.builder().build();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(TRIPS)), StandardCharsets.UTF_8))) {
      List<String> names = List.of(lines.readLine().split(",", -1));
      byte[][] payloads = new byte[count][];
      for (int i = 0; i < count; i++) {
        payloads[i] = mapper.writeValueAsBytes(record(names, lines.readLine()));
      }
      return payloads;
    }
  }

  private static Map<String, Object> record(List<String> names, String line) {
    String[] cells = line.split(",", -1);
    Map<String, Object> record = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i++) {
      String cell = cells[i];
      boolean number = cell.matches("-?[0-9]+(\\.[0-9]+)?") && !names.get(i).equals("zip_code");
      record.put(names.get(i), number ? Double.valueOf(cell) : cell);
    }
    return record;
  }

  static RoutingSnapshot untrained() {
    return RoutingSnapshot.of(
        RoutingHistory.startingWith(RoutingTable.initial(CONFIG.shards().targetShardCount())));
  }

  /**
   * A snapshot whose table is led by the default model, trained to order the records by latitude.
   */
  static RoutingSnapshot trained(FieldValues[] records, int shards) {
    var specs = CONFIG.featureExtractionPipeline();
    var features =
        FeatureExtractor.of(specs, PATHS, FeatureFitter.fit(specs, PATHS, Arrays.asList(records)));
    double[][] rows = new double[records.length][features.width()];
    for (int i = 0; i < rows.length; i++) {
      features.extract(records[i], rows[i]);
    }
    double[] weights = new double[rows.length];
    Arrays.fill(weights, 1);
    byte[] mojo =
        H2oTrainer.start(Duration.ofMinutes(1))
            .train(features.columns(), rows, ranks(rows), weights, CONFIG.model())
            .mojo();
    var table =
        new RoutingTable(
            1,
            new ModelRef(1, "function://public/default/benchmark@v1", "0".repeat(64)),
            SplitPoints.uniform(shards),
            IntStream.range(0, shards).boxed().toList(),
            0,
            "benchmark");
    return RoutingSnapshot.of(
        RoutingHistory.startingWith(RoutingTable.initial(shards)).with(table),
        List.of(
            new RoutedModel(
                1,
                features.width(),
                features::extract,
                MojoModels.load(mojo, features.columns()))));
  }

  /** Each row's share of rows that come before it when ordered by all columns in turn. */
  private static double[] ranks(double[][] rows) {
    Integer[] order = IntStream.range(0, rows.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, (a, b) -> Arrays.compare(rows[a], rows[b]));
    double[] ranks = new double[rows.length];
    for (int i = 0; i < order.length; i++) {
      ranks[order[i]] = i / (double) order.length;
    }
    return ranks;
  }
}
