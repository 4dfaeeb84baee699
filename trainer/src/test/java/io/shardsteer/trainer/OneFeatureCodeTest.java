package io.shardsteer.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.formats.JsonRecordDecoder;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.SampleFields;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.trainer.dataset.Dataset;
import io.shardsteer.trainer.training.H2oTrainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The same records on the trainer's way (decoded, sampled, sent, received, extracted) and on the
 * router's (decoded, extracted by the package that the trainer made) give the same numbers.
 */
class OneFeatureCodeTest {
  private static final Path RETAIL = Path.of("../deploy/data/retail.csv.gz");
  private static final int RECORDS = 10_000;

  private static final PipelineConfig CONFIG =
      PipelineConfigs.fromYaml(
          """
          pipeline: retail
          input_topic: retail
          text_numbers: [price_text]
          feature_extraction_pipeline:
            - {kind: numeric, field: unit_price, name: raw}
            - {kind: numeric, field: unit_price, name: log, transform: log}
            - {kind: numeric, field: quantity, name: signed, transform: signed_log}
            - {kind: numeric, field: quantity, name: clipped, transform: clip, low: -10, high: 10}
            - {kind: numeric, field: price_text, name: standardised, transform: standardised}
            - {kind: range, field: quantity, name: edges, edges: [0, 10, 100]}
            - {kind: range, field: unit_price, name: quantiles, quantiles: 16}
            - {kind: categorical, field: country, name: declared, levels: [United Kingdom, France]}
            - {kind: categorical, field: stock_code, name: learned, max_levels: 100}
            - {kind: categorical, field: customer_id, name: hashed, hashed_width: 64}
            - {kind: flag, field: customer_id, name: known}
            - {kind: flag, field: country, name: british, equals: United Kingdom}
            - {kind: flag, field: stock_code, name: fees, in: [POST, DOT, M]}
            - {kind: flag, field: invoice_no, name: cancelled, matches: "^C"}
            - {kind: time, field: invoice_time, name: hour, zone: Europe/London}
            - {kind: time, field: invoice_time, name: cycle, part: hour_of_day, cyclic: true}
            - {kind: age, field: invoice_time, name: lead, until: nested.sent}
            - {kind: geo, latitude: nested.place.0, longitude: nested.place.1}
            - {kind: text_length, field: description}
            - {kind: text_embedding, field: description, name: pieces, dimensions: 8}
            - {kind: text_embedding, field: description, name: words, method: word2vec, dimensions: 8}
            - {kind: key_hash, field: customer_id}
            - {kind: expression, operation: product, left: quantity, right: unit_price, name: amount}
            - {kind: expression, operation: ratio, left: quantity, right: unit_price, name: each}
            - {kind: expression, operation: difference, left: quantity, right: price_text, name: less}
          queries:
            - {name: article, equal: [stock_code]}
            - {name: price, range: [unit_price]}
          training:
            gate: {min_r2: 0, max_predicted_imbalance: 100}
          """,
          "retail.yaml");

  private static final FieldPaths PATHS = PipelineFields.of(CONFIG);

  private static List<byte[]> payloads;
  private static List<Sample> samples;
  private static BuildResult.Built built;

  @BeforeAll
  static void train() throws IOException {
    payloads = payloads();
    samples = samples();
    BuildResult result =
        new ModelBuilder(H2oTrainer.start(Duration.ofMinutes(1)))
            .build(
                samples,
                CONFIG,
                Optional.empty(),
                new RetrainRequest("r", "none", "first_model", 1, RoutingTable.initial(8), 0));
    assertThat(result).isInstanceOf(BuildResult.Built.class);
    built = (BuildResult.Built) result;
  }

  @Test
  void trainerAndRouterSeeTheSameNumbersBitForBit() {
    LoadedModel served = read(ModelPackage.write(built.manifest(), built.mojo(), built.words()));
    Dataset trained = Dataset.of(samples, CONFIG, served.fitted());
    var decoder = new JsonRecordDecoder(PATHS, CONFIG.input().textNumbers());
    var values = new FieldValues(PATHS);
    double[] row = new double[served.features().width()];
    for (int i = 0; i < RECORDS; i++) {
      assertThat(decoder.decode(payloads.get(i), values)).isNull();
      served.features().extract(values, row);
      assertThat(trained.features()[i]).as("record %d", i).isEqualTo(row);
    }
    assertThat(trained.size()).isEqualTo(RECORDS);
  }

  @Test
  void whatTheModelLearnedFromIsWhatThePackageGives() {
    LoadedModel served = read(ModelPackage.write(built.manifest(), built.mojo(), built.words()));
    Dataset trained = Dataset.of(samples, CONFIG, served.fitted());
    Set<List<Double>> rows =
        Arrays.stream(trained.features()).map(OneFeatureCodeTest::boxed).collect(toSet());
    assertThat(built.manifest().testVectors())
        .isNotEmpty()
        .allMatch(vector -> rows.contains(vector.features()));
  }

  private static List<Double> boxed(double[] row) {
    return Arrays.stream(row).boxed().toList();
  }

  @Test
  void learnsWordsOfTheShopAndShipsThemAsAMojo() {
    LoadedModel served = read(ModelPackage.write(built.manifest(), built.mojo(), built.words()));
    assertThat(built.words()).containsOnlyKeys("words");
    assertThat(built.manifest().fitted().path("words").path("words").path("count").asInt())
        .isBetween(500, 5_000);
    double[] lantern = words(served, "WHITE METAL LANTERN");
    assertThat(words(served, "white  metal, lantern!")).isEqualTo(lantern);
    assertThat(boxed(lantern)).allMatch(value -> Double.isFinite(value) && value != 0);
    assertThat(words(served, "zzyzx")).containsOnly(Double.NaN);
    assertThat(words(served, "zzyzx white metal lantern")).isEqualTo(lantern);
  }

  @Test
  void refusesAPackageWithoutItsWordsOrWithOthers() {
    byte[] without = ModelPackage.write(built.manifest(), built.mojo());
    assertThatThrownBy(() -> read(without))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("word vectors of feature 'words'");
    byte[] other =
        H2oTrainer.start(Duration.ofMinutes(1))
            .trainWords(List.of(List.of("white", "lantern"), List.of("red", "lantern")), 8, 1);
    byte[] swapped = ModelPackage.write(built.manifest(), built.mojo(), Map.of("words", other));
    assertThatThrownBy(() -> read(swapped))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("others than were fitted");
    byte[] noMojo =
        ModelPackage.write(built.manifest(), built.mojo(), Map.of("words", built.mojo()));
    assertThatThrownBy(() -> read(noMojo))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("word vectors come from word2vec");
    byte[] more = ModelPackage.write(built.manifest(), built.mojo(), Map.of("pieces", other));
    assertThatThrownBy(() -> read(more))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("words/pieces.mojo");
  }

  private static double[] words(LoadedModel model, String description) {
    var values = new FieldValues(PATHS);
    values.setText(PATHS.slot("description"), description);
    double[] row = new double[model.features().width()];
    model.features().extract(values, row);
    List<String> names = model.features().columns().stream().map(column -> column.name()).toList();
    int first = names.indexOf("words.0");
    return Arrays.copyOfRange(row, first, first + 8);
  }

  private static LoadedModel read(byte[] bytes) {
    return ModelPackage.read(
        bytes,
        new ModelRef(1, "function://public/default/retail-model@v1", ModelPackage.checksum(bytes)),
        CONFIG);
  }

  /** Invoice lines, some with fields that are nested, long, null, absent or of odd types. */
  private static List<byte[]> payloads() throws IOException {
    var mapper = new ObjectMapper();
    List<byte[]> payloads = new ArrayList<>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(RETAIL)), UTF_8))) {
      String[] names = lines.readLine().split(",", -1);
      for (int i = 0; i < RECORDS; i++) {
        String[] cells = lines.readLine().split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
        ObjectNode json = mapper.createObjectNode();
        for (int c = 0; c < names.length; c++) {
          if (cells[c].matches("-?\\d+(\\.\\d+)?")) {
            json.put(names[c], new BigDecimal(cells[c]));
          } else if (!cells[c].isEmpty()) {
            json.put(names[c], cells[c]);
          }
        }
        json.put("price_text", " " + cells[5] + "0");
        ObjectNode nested = json.putObject("nested");
        nested.put("sent", 1_297_000_000_000L + 61_001L * i);
        nested.putArray("place").add(51 + i * 1e-5).add(-i * 1e-5);
        switch (i % 50) {
          case 0 -> json.putNull("description");
          case 1 -> json.put("description", "\uD83C\uDF81é lantern ".repeat(2_000));
          case 2 -> json.put("description", "x".repeat(9_999) + "\uD83C\uDF81");
          case 3 -> json.put("stock_code", true);
          case 4 -> json.put("customer_id", 12345678901234567L + i);
          case 5 -> json.put("description", 17);
          case 6 -> json.put("quantity", "many").put("price_text", "free");
          case 7 -> json.remove("unit_price");
          case 8 -> json.put("unit_price", -0.0).put("quantity", 1e300);
          default -> {}
        }
        payloads.add(mapper.writeValueAsBytes(json));
      }
    }
    return payloads;
  }

  private static List<Sample> samples() {
    var decoder = new JsonRecordDecoder(PATHS, CONFIG.input().textNumbers());
    var fields = new SampleFields(PATHS, PipelineFields.sampled(CONFIG));
    var values = new FieldValues(PATHS);
    List<Sample> received = new ArrayList<>();
    for (int i = 0; i < payloads.size(); i++) {
      assertThat(decoder.decode(payloads.get(i), values)).isNull();
      var sent =
          new Sample(
              fields.toMap(values),
              "",
              KeyHash.of("record " + i),
              i % 8,
              i / (double) RECORDS,
              0,
              payloads.get(i).length,
              1,
              1_297_000_000_000L + i);
      received.add(MessageCodec.decode(MessageCodec.encode(sent), Sample.class));
    }
    return received;
  }
}
