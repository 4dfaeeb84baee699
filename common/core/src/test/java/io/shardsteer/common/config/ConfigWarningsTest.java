package io.shardsteer.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigWarningsTest {
  @Test
  void warnsOfPathsThatPeopleWriteInJsonPathAndThatMatchNothing() {
    assertThat(
            warnings(
                """
                feature_extraction_pipeline:
                  - {kind: numeric, name: a, field: 'items[0].qty'}
                  - {kind: numeric, name: b, field: '$.a.b'}
                  - {kind: numeric, name: c, field: "['log.level']"}
                  - {kind: numeric, name: d, field: 'items.*.qty'}
                  - {kind: numeric, name: e, field: items.0.qty}
                  - {kind: numeric, name: f, field: '"log.level"'}
                  - {kind: numeric, name: g, field: '"odd[0]"'}
                  - {kind: numeric, name: h, field: $type}
                """))
        .hasSize(4)
        .anyMatch(it -> it.startsWith("items[0].qty matches only") && it.contains("items.0.qty"))
        .anyMatch(it -> it.startsWith("$.a.b matches only") && it.contains("begins with the name"))
        .anyMatch(it -> it.startsWith("['log.level'] matches only") && it.contains("double quotes"))
        .anyMatch(it -> it.startsWith("items.*.qty matches only") && it.contains("no wildcard"));
  }

  @Test
  void saysWhereAUnitWillBeGuessed() {
    assertThat(
            warnings(
                """
                feature_extraction_pipeline:
                  - {kind: time, name: a, field: at, part: hour_of_day}
                  - {kind: time, name: b, field: sure, part: hour_of_day, unit: millis}
                storage:
                  columns:
                    - {name: born, type: date}
                    - {name: made, type: timestamp, unit: micros}
                """))
        .singleElement()
        .asString()
        .contains("Where at, born are numbers", "unit: millis");
  }

  private static List<String> warnings(String features) {
    return ConfigWarnings.of(
        PipelineConfigs.fromYaml("pipeline: p\ninput_topic: p\n" + features, "p.yaml"));
  }
}
