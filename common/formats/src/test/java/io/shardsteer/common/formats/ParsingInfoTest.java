package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.record.FieldCollection;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.Rejection;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Topics of {@code Schema.PROTOBUF}, as Pulsar 4.0 stores them. */
class ParsingInfoTest {
  private static final TopicSchema TRIPS =
      new TopicSchema(
          "PROTOBUF",
          "{\"type\":\"record\",\"name\":\"Trip\",\"fields\":[]}".getBytes(UTF_8),
          Map.of(
              "__alwaysAllowNull",
              "true",
              "__PARSING_INFO__",
              "[{\"number\":1,\"name\":\"id\",\"type\":\"UINT64\",\"label\":\"LABEL_OPTIONAL\",\"definition\":null},"
                  + "{\"number\":2,\"name\":\"name\",\"type\":\"STRING\",\"label\":\"LABEL_OPTIONAL\",\"definition\":null},"
                  + "{\"number\":3,\"name\":\"kind\",\"type\":\"ENUM\",\"label\":\"LABEL_OPTIONAL\",\"definition\":null},"
                  + "{\"number\":4,\"name\":\"place\",\"type\":\"MESSAGE\",\"label\":\"LABEL_OPTIONAL\",\"definition\":null},"
                  + "{\"number\":6,\"name\":\"scores\",\"type\":\"SINT32\",\"label\":\"LABEL_REPEATED\",\"definition\":null},"
                  + "{\"number\":11,\"name\":\"sint\",\"type\":\"SINT32\",\"label\":\"LABEL_OPTIONAL\",\"definition\":null}]"));

  @Test
  void readsTheFieldsThatTheSchemaNumbers() {
    FieldPaths paths =
        FieldPaths.of(List.of("id", "name", "scores.1", "scores", "sint", "nowhere"));
    FieldValues values = new FieldValues(paths);
    assertThat(decoders(json(), paths).of(TRIPS).decode(TripProtobuf.full().toByteArray(), values))
        .isNull();
    assertThat(values.identifier(0)).isEqualTo("18446744073709551615");
    assertThat(values.text(1)).isEqualTo("Zoë");
    assertThat(values.number(2)).isEqualTo(-2);
    assertThat(values.collection(3))
        .extracting(FieldCollection::elements)
        .isEqualTo(List.of("-1", "-2", "-3"));
    assertThat(values.number(4)).isEqualTo(-5);
    assertThat(values.isPresent(5)).isFalse();
  }

  @Test
  void refusesWhatTheSchemaDoesNotDescribeAndSaysWhatToDo() {
    for (String path : List.of("place.lat", "kind", "place")) {
      FieldPaths paths = FieldPaths.of(List.of("id", path));
      assertThatThrownBy(() -> decoders(json(), paths).check(TRIPS))
          .as(path)
          .isInstanceOf(BadSchemaException.class)
          .hasMessageContaining("says nothing")
          .hasMessageContaining("PROTOBUF_NATIVE")
          .hasMessageContaining("format_schema");
      assertThat(decoders(json(), paths).of(TRIPS).decode(new byte[0], new FieldValues(paths)))
          .extracting(Rejection::reason)
          .isEqualTo(Rejection.Reason.UNDECODABLE);
    }
    TopicSchema bare = new TopicSchema("PROTOBUF", new byte[0], Map.of());
    assertThatThrownBy(() -> decoders(json(), FieldPaths.of(List.of("id"))).check(bare))
        .hasMessageContaining("__PARSING_INFO__")
        .hasMessageContaining("format_schema");
  }

  @Test
  void declaredDescriptorsReadAllOfIt() {
    FieldPaths paths = FieldPaths.of(List.of("kind", "place.lat", "tags.colour"));
    InputConfig declared =
        new InputConfig(
            "t",
            InputConfig.Format.PROTOBUF,
            Base64.getEncoder().encodeToString(TripProtobuf.DESCRIPTORS),
            "bikes.Trip",
            "",
            "",
            "",
            List.of(),
            InputConfig.Envelope.NONE,
            InputConfig.Ordering.NONE,
            InputConfig.InvalidText.REJECT,
            "");
    FieldValues values = new FieldValues(paths);
    assertThat(
            decoders(declared, paths).of(TRIPS).decode(TripProtobuf.full().toByteArray(), values))
        .isNull();
    assertThat(values.text(0)).isEqualTo("TRAM");
    assertThat(values.number(1)).isEqualTo(37.5);
    assertThat(values.text(2)).isEqualTo("green");
  }

  private static RecordDecoders decoders(InputConfig input, FieldPaths paths) {
    return new RecordDecoders(input, paths);
  }

  private static InputConfig json() {
    return new InputConfig("t", InputConfig.Format.JSON, "", "", "");
  }
}
