package io.shardsteer.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.shardsteer.common.pin.Pin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinKeysTest {
  private static final String REST =
      """
      pipeline: trips
      input_topic: trips
      target_shard_count: 4
      feature_extraction_pipeline:
        - {kind: numeric, field: price}
      storage: {enabled: false}
      pins:
      """;

  private static PipelineConfig read(String pins) {
    return PipelineConfigs.fromYaml(REST + pins, "test");
  }

  @Test
  void pinsAreOfKeysOrOfFields() {
    var config =
        read(
            """
              - {key: no, shard: 3, exclusive: true}
              - {field: geo.country, values: [DE, 0123], shard: 1}
            """);
    var pins = config.shards().pins();
    assertThat(pins.all())
        .containsExactly(
            new Pin("", List.of("no"), 3, true),
            new Pin("geo.country", List.of("DE", "0123"), 1, false));
    assertThat(PipelineConfigs.fromMap(PipelineConfigs.toMap(config)).shards().pins())
        .isEqualTo(pins);
    assertThat(config.shards().fairShares()).containsExactly(1.0 / 3, 1.0 / 3, 1.0 / 3, 0);
  }

  @Test
  void fewerShardsHaveThePinsOfThoseThatAreLeft() {
    var shards = read("  - {key: a, shard: 3}\n  - {key: b, shard: 0}\n").shards();
    assertThat(shards.withCount(2).pins().all())
        .containsExactly(new Pin("", List.of("b"), 0, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{key: a, shard: 4}|0 to 3",
        "{key: a}|names no shard",
        "{shard: 1}|neither key nor field",
        "{field: a, shard: 1}|needs values",
        "{key: '', shard: 1}|needs values",
        "{key: a, field: b, values: [c], shard: 1}|goes by the key or by a field",
        "{field: a..b, values: [c], shard: 1}|not the path of a field",
        "{key: [a, a], shard: 1}|pinned twice",
        "{key: a, shard: 1, exclusive: maybe}|maybe",
        "{key: a, shard: 1, exclusively: true}|exclusively",
      })
  void saysWhatIsWrong(String pin, String says) {
    var refused =
        catchThrowableOfType(InvalidConfigurationException.class, () -> read("  - " + pin + "\n"));
    assertThat(refused).hasMessageContaining(says).hasMessageContaining("pins");
  }

  @Test
  void notAllShardsAreExclusiveNorOneByHalf() {
    var refused =
        catchThrowableOfType(
            InvalidConfigurationException.class,
            () ->
                read(
                    """
                      - {key: [a, b], shard: 0, exclusive: true}
                      - {key: c, shard: 1, exclusive: true}
                      - {key: d, shard: 2, exclusive: true}
                      - {key: e, shard: 3, exclusive: true}
                      - {key: f, shard: 3}
                    """));
    assertThat(refused)
        .hasMessageContaining("All 4 shards are exclusive")
        .hasMessageContaining("Shard 3 is exclusive for one pin and not for another");
  }
}
