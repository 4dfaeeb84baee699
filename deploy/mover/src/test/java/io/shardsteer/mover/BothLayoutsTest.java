package io.shardsteer.mover;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.StoredRow;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BothLayoutsTest {
  private static final RowLayout BY_A_AND_B =
      PipelineConfigs.fromYaml(
              """
              pipeline: moved
              input_topic: moved
              feature_extraction_pipeline: [{kind: numeric, field: a}]
              storage:
                columns:
                  - {name: a, type: int, if_null: 0}
                  - {name: b, type: int, if_null: 0}
                  - {name: c, type: int}
                partition_key: [a]
                clustering: [b]
              """,
              "test.yaml")
          .storage()
          .layout();

  private final MemoryRows from = new MemoryRows();
  private final MemoryRows to = new MemoryRows();
  private final BothLayouts both = new BothLayouts(from, to, BY_A_AND_B);

  private static ShardRow row(Integer a, Integer b, Integer c) {
    return new ShardRow(3, "k", 1, "id", null, 1, Arrays.asList(a, b, c));
  }

  private StoredRow former() {
    List<StoredRow> rows = both.scan(1_027, null).toCompletableFuture().join().rows();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  // Cassandra cannot tell it from a missing one, and the copy would not be the same otherwise.
  @Test
  void givesAValueThatWillStandForAMissingOneAsMissing() {
    from.write(row(0, 0, 0), 1);
    assertThat(former().row().columns()).as("a has its bucket").containsExactly(0, null, 0);
  }

  @Test
  void deletesAFormerRowFromItsOwnTableAndCopiesItToTheOther() {
    from.write(row(1, 2, 3), 1);
    both.copy(former(), 3).toCompletableFuture().join();
    assertThat(both.same(former().row(), 3).toCompletableFuture().join()).isPresent();
    both.delete(former()).toCompletableFuture().join();
    assertThat(from.rows(3)).isEmpty();
    assertThat(to.rows(3)).hasSize(1);
  }

  @Test
  void namesTablesByTheirShards() {
    assertThat(BothLayouts.name(3)).isEqualTo("shard    3");
    assertThat(BothLayouts.name(1_027)).isEqualTo("former table of shard    3");
    assertThat(BothLayouts.shard(1_027)).isEqualTo(3);
  }
}
