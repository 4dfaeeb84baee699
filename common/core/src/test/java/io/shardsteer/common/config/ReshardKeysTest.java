package io.shardsteer.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.ChangeWindow.Change;
import io.shardsteer.common.config.ReshardConfig.Mode;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReshardKeysTest {
  private static ReshardConfig read(String section) {
    PipelineConfig config =
        PipelineConfigs.fromYaml(
            """
            pipeline: rides
            input_topic: rides
            feature_extraction_pipeline: [{kind: numeric, field: hour}]
            """
                + section,
            "rides.yaml");
    assertThat(PipelineConfigs.fromMap(PipelineConfigs.toMap(config))).isEqualTo(config);
    return config.reshard();
  }

  @Test
  void movesByHandUnlessToldOtherwise() {
    assertThat(read("")).isEqualTo(ReshardConfig.DEFAULT);
    assertThat(ReshardConfig.DEFAULT.isAutomatic()).isFalse();
  }

  @Test
  void readsEveryMember() {
    ReshardConfig config =
        read(
            """
            reshard: {mode: automatic, rate: 500 rows/s, window: "22:30-05:00 Europe/Berlin", min_gain: 35%}
            """);
    assertThat(config.mode()).isEqualTo(Mode.AUTOMATIC);
    assertThat(config.rowsPerSecond()).isEqualTo(500);
    assertThat(config.minGain()).isEqualTo(0.35);
    assertThat(config.window())
        .containsExactly(
            new ChangeWindow(
                Set.of(Change.ROWS),
                Set.of(DayOfWeek.values()),
                LocalTime.of(22, 30),
                LocalTime.of(5, 0),
                ZoneId.of("Europe/Berlin")));
  }

  @Test
  void readsAWindowWithoutAZoneAndARateWithoutAUnit() {
    ReshardConfig config = read("reshard: {rate: 70, window: 01:00-24:00}\n");
    assertThat(config.rowsPerSecond()).isEqualTo(70);
    assertThat(config.window().get(0).zone()).isEqualTo(ZoneOffset.UTC);
    assertThat(config.window().get(0).to()).isEqualTo(LocalTime.MIDNIGHT);
  }

  @Test
  void namesWhatIsWrong() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    reshard: {mode: always, rate: fast, window: at night, min_gain: 2}
                    """))
        .hasMessageContaining("reshard.mode")
        .hasMessageContaining("reshard.rate")
        .hasMessageContaining("5000 rows/s")
        .hasMessageContaining("reshard.window")
        .hasMessageContaining("01:00-05:00 Europe/Berlin")
        .hasMessageContaining("reshard.min_gain");
    assertThatThrownBy(() -> read("reshard: {rate: 0, window: 01:00-05:00 Europe/Nowhere}\n"))
        .hasMessageContaining("reshard.rate")
        .hasMessageContaining("reshard.window");
  }

  @Test
  void movesNoRowsThatAreNotThere() {
    assertThatThrownBy(() -> read("reshard: {mode: automatic}\nstorage: {enabled: false}\n"))
        .hasMessageContaining("none are stored with their payload");
    assertThatThrownBy(() -> read("reshard: {mode: automatic}\nstorage: {payload_column: false}\n"))
        .hasMessageContaining("none are stored with their payload");
  }
}
