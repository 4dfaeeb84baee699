package io.shardsteer.deploy.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.locate.PlacementContext;
import io.shardsteer.common.steering.LayoutChange;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshard.Phase;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.store.RowLayouts;
import io.shardsteer.common.store.ShardRow;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reader of a pipeline whose rows move to tables of another layout. */
class LaidOutTablesTest {
  private static final int ROWS = 400;
  private static final PipelineConfig BY_KEY = config("key");
  private static final PipelineConfig BY_POSITION = config("position");

  private static PipelineConfig config(String rowOrder) {
    return PipelineConfigs.fromYaml(
        """
        pipeline: rides
        input_topic: rides
        feature_extraction_pipeline: [{kind: numeric, field: x}]
        target_shard_count: 1
        storage: {row_order: %s}
        """
            .formatted(rowOrder),
        "rides.yaml");
  }

  /** What is written about the move, and what the reader knows of it. */
  private static final class Moves implements RoutingKnowledge {
    private volatile Reshards written = Reshards.NONE;
    private volatile Reshards known = Reshards.NONE;

    @Override
    public PlacementContext now() {
      return new PlacementContext(
          RoutingHistory.startingWith(RoutingTable.initial(1)), known, List.of(), Long.MAX_VALUE);
    }

    @Override
    public PlacementContext confirmed() {
      known = written;
      return now();
    }
  }

  private final MemoryTables byKey = new MemoryTables(50);
  private final MemoryTables byPosition = new MemoryTables(50);
  private final Moves moves = new Moves();
  private final ShardReader reader =
      new ShardReader(
          BY_KEY,
          PayloadSchemas.none(),
          model -> Optional.empty(),
          moves,
          new LaidOutTables(
              BY_KEY, laidOut -> laidOut.storage().layout().isByPosition() ? byPosition : byKey),
          ReadingTimes.NONE,
          ShardSizes.UNKNOWN,
          List.of());

  LaidOutTablesTest() {
    for (int i = 0; i < ROWS; i++) {
      byKey.add(row(i));
    }
  }

  private static FoundRow row(int number) {
    byte[] payload = "{\"x\":%d}".formatted(number).getBytes(UTF_8);
    return new FoundRow(new ShardRow(0, "r" + number, number, "r" + number, payload, 0, List.of()));
  }

  /** Half of the rows are newer than its time: all of them move. */
  private static Reshards moving(Phase phase) {
    var change =
        new LayoutChange(
            RowLayouts.of(BY_KEY.storage().layout()),
            RowLayouts.of(BY_POSITION.storage().layout()));
    return Reshards.NONE.with(new Reshard(1, ROWS / 2, 0, phase, List.of(change)));
  }

  private void copy(int from, int to) {
    for (int i = from; i < to; i++) {
      byPosition.add(row(i));
    }
  }

  @AfterEach
  void close() {
    reader.close();
  }

  private void assertEveryRowIsFoundOnce(int rows) {
    try (Answer answer = reader.find(Query.where("x >= 0"))) {
      assertThat(answer.stream().map(FoundRow::recordId)).hasSize(rows).doesNotHaveDuplicates();
    }
  }

  @Test
  void readsTheTablesOfTheFileWhereRowsNeverMoved() {
    assertEveryRowIsFoundOnce(ROWS);
    assertThat(byPosition.asked).isEmpty();
  }

  @Test
  void readsBothWhileRowsAreCopiedAndHandsEachOverOnce() {
    moves.written = moving(Phase.COPYING);
    copy(100, 300);
    copy(ROWS, ROWS + 7);
    var unused = moves.confirmed();
    assertEveryRowIsFoundOnce(ROWS + 7);
  }

  @Test
  void readsTheNextLayoutAloneOnceAllRowsAreThere() {
    copy(0, ROWS);
    moves.written = moving(Phase.DELETING);
    var unused = moves.confirmed();
    assertEveryRowIsFoundOnce(ROWS);
    assertThat(byKey.asked).isEmpty();
  }

  @Test
  void findsEveryRowThoughItHasNotHeardOfTheMoveBeforeItReads() {
    moves.written = moving(Phase.COPYING);
    copy(ROWS, ROWS + 7);
    assertEveryRowIsFoundOnce(ROWS + 7);
  }

  @Test
  void readsOnInTheNextLayoutWhereTheTablesOfBeforeAreDropped() {
    copy(0, ROWS);
    byKey.failure = new IllegalStateException("unconfigured table");
    moves.written = moving(Phase.DONE);
    assertEveryRowIsFoundOnce(ROWS);
  }

  @Test
  void readsOnWhereTablesAreDroppedWhileItReads() {
    byKey.gate = new CompletableFuture<>();
    Answer answer = reader.find(Query.where("x >= 0"));
    copy(0, ROWS);
    moves.written = moving(Phase.DONE);
    byKey.failure = new IllegalStateException("unconfigured table");
    byKey.gate.complete(null);
    assertThat(answer.stream().map(FoundRow::recordId)).hasSize(ROWS).doesNotHaveDuplicates();
  }

  @Test
  void failsWhereATableThatIsToBeReadCannotBe() {
    byKey.failure = new IllegalStateException("it is away");
    assertThatThrownBy(() -> assertEveryRowIsFoundOnce(ROWS))
        .isInstanceOf(ShardReadException.class)
        .hasMessageContaining("it is away");
  }
}
