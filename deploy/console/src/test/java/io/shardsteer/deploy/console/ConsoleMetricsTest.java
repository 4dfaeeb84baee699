package io.shardsteer.deploy.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConsoleMetricsTest {
  private static final Path DEPLOY = Path.of("..");
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochMilli(1_800_000_000_000L), ZoneOffset.UTC);

  private static String scrape(int shards) {
    var history =
        new SteeredStream("bikes", shards, CLOCK.millis() - 400_000, 7)
            .run(60)
            .withEverything()
            .history();
    return new String(
        new ConsoleMetrics(
                Map.of("bikes", new ConsolePipeline(history, command -> Optional.empty())), CLOCK)
            .text(),
        UTF_8);
  }

  private static List<String> series(String scrape) {
    return scrape.lines().filter(line -> !line.startsWith("#")).toList();
  }

  @Test
  void exposesNoMoreThanThreeSeriesAShardAndAHundred() {
    for (int shards : new int[] {2, 8, 1024}) {
      assertThat(series(scrape(shards))).hasSizeBetween(3 * shards + 20, 3 * shards + 100);
    }
  }

  @Test
  void exposesEveryMetricOfTheTable() {
    String scrape = scrape(4);
    for (ConsoleMetrics.Metric metric : ConsoleMetrics.METRICS) {
      assertThat(scrape).contains("# HELP " + exposed(metric) + " ");
    }
    assertThat(scrape).contains("shardsteer_records_routed_total{pipeline=\"bikes\"} 120000.0");
  }

  /** The name in Prometheus' table of metrics. */
  private static String exposed(ConsoleMetrics.Metric metric) {
    return metric.type() == ConsoleMetrics.Type.COUNTER ? metric.name() + "_total" : metric.name();
  }

  @Test
  void countsDelaysInBuckets() {
    String scrape = scrape(4);
    assertThat(scrape)
        .contains("# TYPE shardsteer_publish_to_stored_seconds histogram")
        .contains("shardsteer_publish_to_stored_seconds_bucket{pipeline=\"bikes\",le=\"0.01\"} 5\n")
        .contains(
            "shardsteer_publish_to_stored_seconds_bucket{pipeline=\"bikes\",le=\"+Inf\"} 10\n")
        .contains("shardsteer_publish_to_stored_seconds_sum{pipeline=\"bikes\"} 0.2\n");
  }

  @Test
  void documentsEveryMetric() throws IOException {
    String documented = Files.readString(DEPLOY.resolve("METRICS.md"));
    for (ConsoleMetrics.Metric metric : ConsoleMetrics.METRICS) {
      String labels = metric.labels().isEmpty() ? "" : ", `" + metric.labels() + "`";
      String kind = metric.type().name().toLowerCase(Locale.ROOT);
      assertThat(documented)
          .contains(
              "| `%s` | %s | `pipeline`%s | %s |"
                  .formatted(exposed(metric), kind, labels, metric.help()));
    }
    assertThat(names(documented)).isSubsetOf(exposedNames());
  }

  @Test
  void dashboardsAndRulesNameOnlyWhatIsExposed() throws IOException {
    try (var files = Files.walk(DEPLOY.resolve("monitoring"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(names(Files.readString(file))).as(file.toString()).isSubsetOf(exposedNames());
      }
    }
  }

  private static Set<String> exposedNames() {
    var names = new TreeSet<String>();
    for (ConsoleMetrics.Metric metric : ConsoleMetrics.METRICS) {
      names.add(exposed(metric));
      if (metric.type() == ConsoleMetrics.Type.HISTOGRAM) {
        names.addAll(
            List.of(metric.name() + "_bucket", metric.name() + "_count", metric.name() + "_sum"));
      }
    }
    return names;
  }

  private static Set<String> names(String text) {
    var names = new TreeSet<String>();
    Pattern.compile("\\bshardsteer_[a-z0-9_]+")
        .matcher(text)
        .results()
        .forEach(it -> names.add(it.group()));
    return names;
  }

  @Test
  void saysThatAPipelineCanNoLongerBeRead() {
    var history = new SteeredStream("bikes", 4, CLOCK.millis() - 400_000, 7).run(5).history();
    history.end(new IllegalStateException("a message of another version"));
    String scrape =
        new String(
            new ConsoleMetrics(
                    Map.of("bikes", new ConsolePipeline(history, command -> Optional.empty())),
                    CLOCK)
                .text(),
            UTF_8);
    assertThat(series(scrape))
        .containsExactly("shardsteer_pipeline_followed{pipeline=\"bikes\"} 0.0");
  }

  @Test
  void sumsUpRareLabels() {
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      counts.put("reason_" + i, 1L + i);
    }
    Map<String, Long> bounded = ConsoleMetrics.bounded(counts);
    assertThat(bounded).hasSizeLessThanOrEqualTo(ConsoleMetrics.MOST_LABELS + 1);
    assertThat(bounded.values().stream().mapToLong(it -> it).sum()).isEqualTo(5_050);
    assertThat(bounded).containsEntry("reason_99", 100L).containsKey(ConsoleMetrics.OTHER);
  }
}
