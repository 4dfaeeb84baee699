package io.shardsteer.deploy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.locate.Predicate;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldHintsTest {
  private static final PipelineConfig CONFIG =
      PipelineConfigs.fromYaml(
          """
          pipeline: rides
          input_topic: rides
          feature_extraction_pipeline: [{kind: numeric, field: latitude}]
          """,
          "rides.yaml");

  @Test
  void namesWhatAMistypedFieldMayHaveBeenMeantToBe() {
    assertThat(FieldHints.ofUnknown(Predicate.parse("latitud > 1 and latitude > 1"), CONFIG))
        .containsExactly(
            "Field 'latitud' is not in the pipeline file, so it rules out no shard. Did you mean"
                + " latitude?");
    assertThat(FieldHints.ofMissing(List.of("colour"), CONFIG))
        .containsExactly(
            "No row that was read has a value for field 'colour'. The file names latitude.");
  }

  @Test
  void takesAKnownFieldThatNoRowHasForNoMistake() {
    assertThat(FieldHints.ofUnknown(Predicate.parse("latitude > 1 and @key = a"), CONFIG))
        .isEmpty();
    assertThat(FieldHints.ofMissing(List.of("latitude"), CONFIG))
        .containsExactly("No row that was read has a value for field 'latitude'.");
  }
}
