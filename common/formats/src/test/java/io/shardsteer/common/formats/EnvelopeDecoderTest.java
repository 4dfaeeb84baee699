package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.FieldValues.Kind;
import io.shardsteer.common.record.RecordDecoder;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeDecoderTest {
  private static final FieldPaths PATHS =
      FieldPaths.of(List.of("after.id", "after.price", "source.table", "before.price"));

  private final RecordDecoder decoder =
      new RecordDecoders(input("debezium"), PATHS).of(TopicSchema.NONE);
  private final FieldValues values = new FieldValues(PATHS);

  @Test
  void readsTheNewRowOfAnInsertOrAnUpdate() {
    read(
        """
        {"before": {"id": 7, "price": "1.50"}, "after": {"id": 7, "price": "2.50"},
         "source": {"table": "orders"}, "op": "u"}""");

    assertThat(values.identifier(0)).isEqualTo("7");
    assertThat(values.number(1)).isEqualTo(2.5);
    assertThat(values.text(2)).isEqualTo("orders");
    assertThat(values.number(3)).isEqualTo(1.5);
  }

  @Test
  void readsTheOldRowOfADeletion() {
    read(
        """
        {"before": {"id": 7, "price": "1.50"}, "after": null,
         "source": {"table": "orders"}, "op": "d"}""");

    assertThat(values.identifier(0)).isEqualTo("7");
    assertThat(values.number(1)).isEqualTo(1.5);
    assertThat(values.text(2)).isEqualTo("orders");
  }

  @Test
  void leavesANullOfTheNewRowAlone() {
    read("{\"before\": {\"id\": 7, \"price\": \"1.50\"}, \"after\": {\"price\": null}}");

    assertThat(values.kind(0)).isEqualTo(Kind.ABSENT);
    assertThat(values.kind(1)).isEqualTo(Kind.NULL);
  }

  @Test
  void readsOnlyWhatStandsThereWithoutAnEnvelope() {
    RecordDecoder plain = new RecordDecoders(input("none"), PATHS).of(TopicSchema.NONE);

    assertThat(plain.decode("{\"before\": {\"id\": 7}, \"after\": null}".getBytes(UTF_8), values))
        .isNull();

    assertThat(values.kind(0)).isEqualTo(Kind.ABSENT);
  }

  private void read(String record) {
    assertThat(decoder.decode(record.getBytes(UTF_8), values)).isNull();
  }

  private static InputConfig input(String envelope) {
    return PipelineConfigs.fromYaml(
            """
            pipeline: orders
            input_topic: orders
            envelope: %s
            text_numbers: [after.price, before.price]
            target_shard_count: 4
            feature_extraction_pipeline: [{kind: numeric, field: after.price}]
            """
                .formatted(envelope),
            "test")
        .input();
  }
}
