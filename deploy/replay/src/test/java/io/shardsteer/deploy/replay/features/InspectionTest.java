package io.shardsteer.deploy.replay.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.deploy.replay.DataSource;
import io.shardsteer.deploy.replay.stream.BadRows;
import io.shardsteer.deploy.replay.stream.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {
  private static final PipelineConfig CONFIG =
      PipelineConfigs.fromYaml(
          """
          pipeline: inspected
          input_topic: inspected
          feature_extraction_pipeline:
            - {kind: numeric, field: asked}
            - {kind: numeric, field: noise}
            - {kind: categorical, field: city, levels: [Ghent]}
            - {kind: time, field: at, part: hour_of_day}
            - {kind: text_embedding, field: note, method: word2vec, dimensions: 2}
          queries:
            - {name: by_asked, range: [asked], selectivity: 1%}
          """,
          "inspected.yaml");

  @Test
  void tellsWhatIsMissingUnknownAndWhatMatters(@TempDir Path folder) throws IOException {
    Recording recording = recording(folder);
    List<Sample> samples = RecordingSamples.of(recording, CONFIG, 2_000);
    Inspection inspection = Inspection.of(samples, CONFIG, TrainedOnSample.of(samples, CONFIG));

    List<FeatureFigures> figures = inspection.figures();
    assertThat(figures)
        .extracting(FeatureFigures::name)
        .containsExactly("asked", "noise", "city", "at_hour_of_day", "note_text");
    FeatureFigures asked = figures.get(0);
    assertThat(asked.matters()).isGreaterThan(0.25);
    assertThat(figures.subList(1, 5)).allMatch(feature -> feature.matters() < 0.05);
    FeatureFigures city = figures.get(2);
    assertThat(city.missing()).isCloseTo(0.25, within(0.001));
    assertThat(city.unknown()).isCloseTo(0.25, within(0.001));
    assertThat(figures.get(3).unknown()).as("no time").isCloseTo(0.5, within(0.001));
    assertThat(figures.get(4).columns()).hasSize(2);

    String text = InspectionText.of(inspection, "inspected.csv", 1);
    assertThat(text)
        .contains("2,000 records of inspected.csv", "categorical", "25.0 %", "city = Ghent")
        .contains("Record {asked=");
  }

  @Test
  void showsWhatIsUnknownFirstWhereNoModelComesOfIt(@TempDir Path folder) throws IOException {
    var csv = new StringBuilder("price,note\n");
    for (int i = 0; i < 1_000; i++) {
      csv.append("\"1,").append(100 + i % 900).append("\",x\n");
    }
    Path file = Files.writeString(folder.resolve("thou.csv"), csv);
    PipelineConfig config =
        PipelineConfigs.fromYaml(
            """
            pipeline: c
            input_topic: orders
            feature_extraction_pipeline:
              - {kind: numeric, field: price}
            """,
            "c.yaml");
    Recording recording =
        DataSource.parse(file.toString())
            .read(config, PipelineFields.of(config), Integer.MAX_VALUE, 1, new BadRows());
    List<Sample> samples = RecordingSamples.of(recording, config, 1_000);

    String text =
        InspectionText.of(
            Inspection.of(samples, config, TrainedOnSample.of(samples, config)), "thou.csv", 1);

    assertThat(text).containsSubsequence("price", "100.0 %", "No model comes of this sample.");
    assertThat(text).contains("Nothing is known of price").doesNotContain("NaN");
  }

  @Test
  void samplesAreSpreadOverTheRecording(@TempDir Path folder) throws IOException {
    List<Sample> samples = RecordingSamples.of(recording(folder), CONFIG, 100);
    assertThat(samples).hasSize(100);
    assertThat(samples.get(99).publishMillis()).isEqualTo(3_960);
    assertThat(samples).allMatch(sample -> sample.weight() == 40);
  }

  private static Recording recording(Path folder) throws IOException {
    var random = new Random(1);
    var csv = new StringBuilder("asked,noise,city,at,note\n");
    String[] cities = {"Ghent", "Lviv", "", "Ghent"};
    for (int i = 0; i < 4_000; i++) {
      csv.append(random.nextDouble()).append(',').append(random.nextDouble()).append(',');
      csv.append(cities[i / 2 % 4]).append(',');
      csv.append(i / 2 % 2 == 0 ? "2014-06-01T08:00:00Z" : "soon").append(',');
      csv.append(i % 3 == 0 ? "a red hat" : "a blue hat").append('\n');
    }
    Path file = Files.writeString(folder.resolve("inspected.csv"), csv);
    FieldPaths paths = PipelineFields.of(CONFIG);
    return DataSource.parse(file.toString())
        .read(CONFIG, paths, Integer.MAX_VALUE, 1, new BadRows());
  }
}
