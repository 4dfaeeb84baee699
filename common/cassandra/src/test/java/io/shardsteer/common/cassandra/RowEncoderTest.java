package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.store.RowRefusedException;
import io.shardsteer.common.store.ShardRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowEncoderTest {
  private static final String LONG = "n".repeat(70_000);

  private final RowEncoder byKey = encoder(RowLayout.standard(true));
  private final RowEncoder byName = encoder(layout("partition_key: [name]\n  null_keys: reject"));
  private final RowEncoder byNameOrNull = encoder(layout("partition_key: [name]"));
  private final RowEncoder inNameOrder =
      encoder(
          layout("partition_key: [token]\n  clustering: [name, record_id]\n  null_keys: reject"));

  @Test
  void encodesEachValueOnceInTheOrderOfTheColumns() {
    assertThat(Arrays.stream(byKey.encode(row("k", "id"))).filter(value -> value != null))
        .hasSize(5);
  }

  @Test
  void refusesAnEmptyPartitionKeyThatStandsAlone() {
    assertThatThrownBy(() -> byName.encode(row("k", "id", "", "t")))
        .isInstanceOf(RowRefusedException.class)
        .hasMessageContaining("name is empty");
    assertThat(byNameOrNull.encode(row("k", "id", "", "t")))
        .as("beside the null bucket")
        .isNotEmpty();
    assertThat(inNameOrder.encode(row("k", "id", "", "t"))).as("clustering").isNotEmpty();
  }

  @Test
  void refusesKeysThatAreTooLongWhereverTheyStand() {
    for (ShardRow row : List.of(row(LONG, "id"), row("k", LONG))) {
      assertThatThrownBy(() -> byKey.encode(row)).isInstanceOf(RowRefusedException.class);
    }
    for (RowEncoder encoder : List.of(byName, byNameOrNull, inNameOrder)) {
      assertThatThrownBy(() -> encoder.encode(row("k", "id", LONG, "t")))
          .isInstanceOf(RowRefusedException.class)
          .hasMessageContaining("name")
          .hasMessageContaining("65535");
      assertThat(encoder.encode(row(LONG, "id", "n", "t"))).as("no key column").isNotEmpty();
    }
  }

  // Cassandra 5 stores such a row without a word to its client, and leaves it out of the index.
  @Test
  void refusesTextsThatAnIndexWouldLeaveOut() {
    RowEncoder indexed =
        encoder(
            PipelineConfigs.fromYaml(
                    """
                    pipeline: trips
                    input_topic: trips
                    feature_extraction_pipeline: [{kind: numeric, field: price}]
                    storage:
                      row_order: position
                      columns: [{name: name, type: text, indexed: true}, {name: token, type: text}]
                    """,
                    "test")
                .storage()
                .layout());
    String long1 = "n".repeat(8_193);
    assertThatThrownBy(() -> indexed.encode(row("k", "id", long1, "t")))
        .isInstanceOf(RowRefusedException.class)
        .hasMessageContaining("Column name has an index, which takes up to 8192 bytes");
    assertThatThrownBy(() -> indexed.encode(row(long1, "id", "n", "t")))
        .as("the key of rows in the order")
        .hasMessageContaining("Column key");
    assertThat(indexed.encode(row("k", "id", "n", long1))).isNotEmpty();
    assertThat(byName.encode(row(long1, "id", "n", "t"))).isNotEmpty();
  }

  @Test
  void addsUpThePartsOfAKey() {
    String half = "n".repeat(40_000);
    assertThatThrownBy(() -> inNameOrder.encode(row("k", half, half, "t")))
        .isInstanceOf(RowRefusedException.class);
    assertThat(inNameOrder.encode(row("k", "id", half, half))).isNotEmpty();
  }

  @Test
  void refusesWhatATypeCannotWriteAndSaysWhere() {
    assertThatThrownBy(() -> byName.encode(row("k", "id", "cut\ud83d", "t")))
        .isInstanceOf(RowRefusedException.class)
        .hasMessageContaining("name");
    assertThatThrownBy(() -> byKey.encode(row("cut\ud83d", "id")))
        .isInstanceOf(RowRefusedException.class)
        .hasMessageContaining("key");
  }

  @Test
  void refusesARowThatIsLargerThanTheClusterTakes() {
    byKey.allowMutations(RowEncoder.bytes("8KiB"));
    assertThatThrownBy(() -> byKey.encode(row("k", "x".repeat(5_000))))
        .isInstanceOf(RowRefusedException.class)
        .hasMessageContaining("max_mutation_size");
  }

  @Test
  void readsSizesAsCassandraWritesThem() {
    assertThat(RowEncoder.bytes("16384KiB")).isEqualTo(16 << 20);
    assertThat(RowEncoder.bytes("5MiB")).isEqualTo(5 << 20);
    assertThat(RowEncoder.bytes("nonsense")).isEqualTo(16 << 20);
  }

  private static RowEncoder encoder(RowLayout layout) {
    return new RowEncoder(new RowColumns(layout));
  }

  private static RowLayout layout(String keys) {
    return PipelineConfigs.fromYaml(
            """
            pipeline: pk
            input_topic: persistent://public/default/pk
            feature_extraction_pipeline: [{kind: numeric, field: price}]
            target_shard_count: 2
            storage:
              columns:
                - {name: name, type: text}
                - {name: token, type: text}
              %s
            """
                .formatted(keys),
            "test")
        .storage()
        .layout();
  }

  private static ShardRow row(String key, String recordId, @Nullable Object... columns) {
    List<@Nullable Object> values = new ArrayList<>(Arrays.asList(columns));
    return new ShardRow(0, key, 1_000, recordId, new byte[] {1}, 3, values);
  }
}
