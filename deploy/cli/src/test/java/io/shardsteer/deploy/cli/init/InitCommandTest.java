package io.shardsteer.deploy.cli.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.replay.DataSource;
import io.shardsteer.deploy.replay.stream.BadRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class InitCommandTest {
  private static final Instant BEGIN = Instant.parse("2014-01-01T08:00:00Z");

  @TempDir private Path folder;

  @Test
  void guessesPlacesTimeIdAndWhatRecurs() throws Exception {
    PipelineConfig config = init(trips(500));
    assertThat(config.pipeline()).isEqualTo("trips");
    assertThat(config.input().topic()).isEqualTo("persistent://public/default/trips");
    assertThat(config.input().recordIdField()).isEqualTo("trip_id");
    assertThat(config.input().keyField()).isEqualTo("trip_id");
    assertThat(config.input().timeField()).isEqualTo("start_time");
    assertThat(features(config))
        .containsExactly(
            "Geo start",
            "Time start_time",
            "Numeric duration_s",
            "Categorical city",
            "Categorical subscriber");
    assertThat(config.queries().get(0).conditions())
        .extracting(condition -> condition.field())
        .containsExactly("start_lat", "start_lon");
    assertThat(columns(config))
        .containsExactly(
            "start_time TIMESTAMP",
            "trip_id INT",
            "duration_s INT",
            "start_lat DOUBLE",
            "start_lon DOUBLE",
            "city TEXT",
            "subscriber BOOLEAN",
            "always TEXT");
  }

  @Test
  void keysByWhomRecordsAreOfUnlessSomeHaveNone() throws Exception {
    Path all = lines("all", 400, i -> "%d,%d,%s".formatted(i, i * 7919 % 50, "a b c " + i));
    assertThat(init(all).input().keyField()).isEqualTo("customer_id");

    Path some =
        lines(
            "some",
            400,
            i -> "%d,%s,%s".formatted(i, i % 4 == 0 ? "" : i * 7919 % 50 + "", "a b c " + i));
    PipelineConfig config = init(some);
    assertThat(config.input().keyField()).isEqualTo("id");
    assertThat(features(config))
        .contains("Flag known_customer_id", "Categorical customer_id", "TextLength text_length");
    assertThat(Files.readString(folder.resolve("some.yaml")))
        .contains("customer_id is missing in 25.0 % of the records");
  }

  @Test
  void warnsOfAKeyThatOneValueHolds() throws Exception {
    Path hot = lines("hot", 400, i -> "%d,%s,%s".formatted(i, i % 3 == 0 ? "1" : i % 90 + 2, "x"));
    init(hot);
    assertThat(Files.readString(folder.resolve("hot.yaml")))
        .contains("customer_id is '1' in 33.5 % of the records");
  }

  @Test
  void readsNestedJsonWithTextNumbersAndNamesWithDots() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("orders.jsonl"),
            IntStream.range(0, 300)
                .mapToObj(
                    i ->
                        """
                        {"order": {"no": "o-%d", "price": "%d.50"}, "log.level": "%s", "tags": ["a"], "at": "2020-01-%02d"}
                        """
                            .formatted(i, i % 40, i % 2 == 0 ? "info" : "warn", i / 10 + 1))
                .collect(Collectors.joining()));
    PipelineConfig config = init(file);
    assertThat(config.input().recordIdField()).isEqualTo("order.no");
    assertThat(config.input().textNumbers()).containsExactly("order.price");
    assertThat(columns(config))
        .containsExactly("order_no TEXT", "order_price DECIMAL", "log_level TEXT", "at DATE");
    assertThat(PipelineFields.of(config).paths()).contains("\"log.level\"");
    assertThat(Files.readString(folder.resolve("orders.yaml"))).contains("left out: tags");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\n1\n2\n",
        "a,a\n1,2\n3,4\n",
        "1,2,3\n4,5,6\n7,8,9\n",
        "key,payload,publish_time,no,null\nx,y,z,yes,~\nu,v,w,no,null\n",
        "\"a: b\",\"{c}\",\"it's\",\"#d\"\n1,2,3,4\n5,6,7,8\n",
        "Größe,名前\n1,x\n2,y\n",
        "a;b\n1;2\n3;4\n",
        "lat,lon\n1,2\n3,4\n",
        "lat,lon\n1000,2\n3,4\n",
        "a,b\n,\n,\n1,\n",
        "t\n2014-01-01\n2013-01-01\n",
        "a.b,c\n1,2\n3,4\n"
      })
  void writesAPipelineFileThatReadsOddFilesToo(String csv) throws Exception {
    Path file = Files.writeString(folder.resolve("9 Odd-file.v1.csv"), csv);
    readable(init(file), file);
  }

  @Test
  void writesAPipelineFileThatReadsWhateverComes() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      Path file = Files.writeString(folder.resolve("any" + i + ".csv"), any(random));
      try {
        readable(init(file), file);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed %d:%n%s".formatted(seed, Files.readString(file)), e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,b\n", "{}\n{}\n", "[]"})
  void saysThatThereIsNothingToGuessFrom(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("none"), text);
    assertThatThrownBy(() -> init(file))
        .isInstanceOfAny(CommandException.class, IllegalArgumentException.class)
        .hasMessageContaining("none");
  }

  @Test
  void writesOverNothing() throws Exception {
    Path file = trips(20);
    init(file);
    assertThatThrownBy(() -> init(file))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("--force");
  }

  /** What is proposed can be replayed: its fields are read from the file that was sampled. */
  private static void readable(PipelineConfig config, Path file) throws IOException {
    DataSource.parse(file.toString())
        .read(config, PipelineFields.of(config), Integer.MAX_VALUE, 1, new BadRows());
  }

  private PipelineConfig init(Path data) throws Exception {
    var command = new InitCommand();
    String name = String.valueOf(data.getFileName()).replaceFirst("\\..*", "");
    Path output = folder.resolve(name + ".yaml");
    new CommandLine(command).parseArgs("--data", data.toString(), "--output", output.toString());
    command.call();
    return PipelineConfigs.fromYaml(Files.readString(output), output.toString());
  }

  private Path trips(int count) throws IOException {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    text.append("start_time,trip_id,duration_s,start_lat,start_lon,city,subscriber,always\n");
    for (int i = 0; i < count; i++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%d,%d,%.5f,%.5f,%s,%s,x%n",
              BEGIN.plusSeconds(i * 3600L),
              1000 + i,
              60 + random.nextInt(900),
              37 + random.nextDouble(),
              -122 - random.nextDouble(),
              List.of("San Jose", "Palo Alto", "San Francisco").get(random.nextInt(3)),
              random.nextBoolean()));
    }
    return Files.writeString(folder.resolve("trips.csv"), text);
  }

  private Path lines(String name, int count, IntFunction<String> row) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".csv"),
        IntStream.range(0, count)
            .mapToObj(row)
            .collect(Collectors.joining("\n", "id,customer_id,text\n", "\n")));
  }

  private static String any(Random random) {
    int columns = 1 + random.nextInt(6);
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < 3 + random.nextInt(80); row++) {
      for (int column = 0; column < columns; column++) {
        // A file without a single name has no fields to guess.
        String cell = row == 0 && column == 0 ? "first" : cell(random, row);
        text.append(column == 0 ? "" : ",").append('"').append(cell).append('"');
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String cell(Random random, int row) {
    return switch (random.nextInt(9)) {
      case 0 -> "";
      case 1 -> Integer.toString(random.nextInt(5));
      case 2 -> Double.toString(random.nextGaussian() * 1e6);
      case 3 -> BEGIN.plusSeconds(random.nextInt(1_000_000)).toString();
      case 4 -> "word " + random.nextInt();
      case 5 -> "id" + row;
      case 6 -> "x: {y} # 'z' \\ é 😀";
      case 7 -> Boolean.toString(random.nextBoolean());
      default -> Long.toString(random.nextLong());
    };
  }

  private static List<String> features(PipelineConfig config) {
    return config.featureExtractionPipeline().stream()
        .map(spec -> spec.getClass().getSimpleName() + " " + spec.name())
        .toList();
  }

  private static List<String> columns(PipelineConfig config) {
    return config.storage().layout().columns().stream()
        .map((RowLayout.Column column) -> column.name() + " " + column.type())
        .toList();
  }
}
