package io.shardsteer.deploy.cli.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.PipelineConfigs;
import java.util.Map;
import org.apache.pulsar.common.schema.SchemaInfo;
import org.apache.pulsar.common.schema.SchemaType;
import org.junit.jupiter.api.Test;

class InputSchemaTest {
  @Test
  void deployRefusesASchemaOfWhichEveryRecordWouldBeADeadLetter() {
    SchemaInfo trips =
        SchemaInfo.builder()
            .name("")
            .type(SchemaType.PROTOBUF)
            .schema("{}".getBytes(UTF_8))
            .properties(
                Map.of(
                    "__PARSING_INFO__",
                    "[{\"number\":1,\"name\":\"price\",\"type\":\"DOUBLE\",\"label\":\"LABEL_OPTIONAL\"},"
                        + "{\"number\":2,\"name\":\"place\",\"type\":\"MESSAGE\",\"label\":\"LABEL_OPTIONAL\"}]"))
            .build();
    assertThatCode(() -> check(trips, "price")).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(trips, "place.lat"))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("Every record of persistent://public/default/rides")
        .hasMessageContaining("'place' is of type message")
        .hasMessageContaining("PROTOBUF_NATIVE");
    SchemaInfo number =
        SchemaInfo.builder()
            .name("")
            .type(SchemaType.INT64)
            .schema(new byte[0])
            .properties(Map.of())
            .build();
    assertThatThrownBy(() -> check(number, "price")).hasMessageContaining("INT64");
  }

  private static void check(SchemaInfo info, String field) {
    InputSchema.check(
        info,
        PipelineConfigs.fromYaml(
            """
            pipeline: rides
            input_topic: rides
            feature_extraction_pipeline: [{kind: numeric, field: %s}]
            """
                .formatted(field),
            "rides.yaml"));
  }
}
