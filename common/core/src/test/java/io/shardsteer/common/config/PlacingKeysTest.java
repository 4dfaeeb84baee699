package io.shardsteer.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacingKeysTest {
  private static final String RIDES =
      """
      pipeline: rides
      input_topic: persistent://public/default/rides
      target_shard_count: 4
      text_numbers: [price]
      feature_extraction_pipeline:
        - {name: price, kind: numeric, field: price}
        - {name: hour, kind: time, field: at, part: hour_of_day, zone: UTC}
      """;

  @Test
  void whateverChangesAFeatureChangesThem() {
    for (List<String> change :
        List.of(
            List.of("[price]", "[]"),
            List.of("pipeline: rides", "envelope: debezium\npipeline: rides"),
            List.of("zone: UTC", "zone: Europe/Vienna"),
            List.of("hour_of_day", "day_of_week"),
            List.of("field: price", "field: paid"))) {
      String changed = RIDES.replace(change.get(0), change.get(1));
      assertThat(keys(changed)).as(changed).isNotEqualTo(keys(RIDES));
    }
  }

  @Test
  void whatNoFeatureReadsLeavesThemAlone() {
    assertThat(keys(RIDES.replace("[price]", "[price, weight]"))).isEqualTo(keys(RIDES));
    assertThat(keys(RIDES.replace("count: 4", "count: 9"))).isEqualTo(keys(RIDES));
  }

  @Test
  void areNamed() {
    assertThat(keys(RIDES)).containsOnlyKeys(PlacingKeys.NAMES.toArray(String[]::new));
  }

  private static Map<String, Object> keys(String yaml) {
    return PlacingKeys.of(PipelineConfigs.fromYaml(yaml, "test"));
  }
}
