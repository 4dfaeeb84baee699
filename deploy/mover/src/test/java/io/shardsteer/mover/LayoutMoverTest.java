package io.shardsteer.mover;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.steering.LayoutChange;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshard.Phase;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.common.steering.TableLayout;
import io.shardsteer.common.store.RowKeys;
import io.shardsteer.common.store.RowLayouts;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardRows;
import io.shardsteer.deploy.reader.PayloadSchemas;
import io.shardsteer.mover.TablePart.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Rows that get another layout, over tables in memory, while records come and movers are killed.
 */
class LayoutMoverTest {
  private static final int SHARDS = 6;
  private static final int ROWS = 300;

  /** Publish times of rows are 0 to 299: two thirds of them are from before the move. */
  private static final long BEFORE = 200;

  private static final PipelineConfig BY_KEY =
      config("columns: [{name: x, type: int}]", "partition_key: [x]");
  private static final PipelineConfig BY_POSITION =
      config("columns: [{name: x, type: int}]", "row_order: position");

  private static final RoutingHistory HISTORY =
      RoutingHistory.startingWith(table(0, 4, 0))
          .with(table(1, 3, 100))
          .with(table(2, SHARDS, 150))
          .with(table(3, 5, 250));

  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);
  private long clockMicros = 10_000_000;

  LayoutMoverTest() {
    System.out.println("seed " + seed);
  }

  private static PipelineConfig config(String... storage) {
    return PipelineConfigs.fromYaml(
        """
        pipeline: moved
        input_topic: moved
        feature_extraction_pipeline: [{kind: numeric, field: x}]
        storage:
          %s
        """
            .formatted(String.join("\n  ", storage)),
        "test.yaml");
  }

  private static RoutingTable table(long revision, int count, long fromMillis) {
    return new RoutingTable(
        revision,
        ModelRef.HASH,
        SplitPoints.uniform(count),
        IntStream.range(0, count).boxed().toList(),
        fromMillis,
        "test");
  }

  /** The tables of both layouts and what stands in them. */
  private final class World {
    private final PipelineConfig fromConfig;
    private final PipelineConfig toConfig;
    private final MemoryRows from;
    private final MemoryRows to;
    private final Reshard reshard;

    World(PipelineConfig fromConfig, PipelineConfig toConfig) {
      this.fromConfig = fromConfig;
      this.toConfig = toConfig;
      from = new MemoryRows(primaryKey(fromConfig));
      to = new MemoryRows(primaryKey(toConfig));
      var change = new LayoutChange(layout(fromConfig), layout(toConfig));
      reshard = new Reshard(1, BEFORE, 2, Phase.COPYING, List.of(change));
      for (int i = 0; i < ROWS; i++) {
        from.write(routed(i, fromConfig, HISTORY), 1_000 * (long) i);
      }
    }

    /** What a router that goes by the move makes of a record that is new or comes again. */
    void route(int number) {
      clockMicros += 1_000;
      to.write(routed(number, toConfig, HISTORY.reshardedBefore(BEFORE)), clockMicros);
    }

    RowMover mover() {
      Function<RoutingTable, Places> places = table -> places(toConfig, table);
      TreeSet<Integer> tables = new TreeSet<>();
      for (int shard = 0; shard < SHARDS; shard++) {
        tables.addAll(List.of(shard, BothLayouts.FORMER + shard));
      }
      ShardRows both = new BothLayouts(from, to, toConfig.storage().layout());
      return new RowMover(
          both,
          new LayoutPlaces(places.apply(HISTORY.at(BEFORE)), BEFORE, HISTORY, places),
          reshard,
          WholeTables.all(both, tables),
          new Throttle(() -> 1e9));
    }

    void killAfter(long operations) {
      from.killAfter(operations);
      to.killAfter(operations);
    }

    List<ShardRow> rows(MemoryRows tables) {
      List<ShardRow> rows = new ArrayList<>();
      for (int shard = 0; shard < SHARDS; shard++) {
        rows.addAll(tables.rows(shard));
      }
      return rows;
    }

    /** Readers look in both layouts while rows are copied, and in the next one alone after that. */
    void assertReadersFindEach(int count, boolean copied) {
      Set<String> found = new HashSet<>();
      if (!copied) {
        rows(from).forEach(row -> found.add(row.recordId()));
      }
      rows(to).forEach(row -> found.add(row.recordId()));
      assertThat(found).hasSize(count);
    }

    void assertEachIsOnceInItsPlace(int count) {
      assertThat(rows(from)).isEmpty();
      assertThat(rows(to)).hasSize(count);
      assertThat(rows(to).stream().map(ShardRow::recordId)).doesNotHaveDuplicates();
      RoutingHistory routing = HISTORY.reshardedBefore(BEFORE);
      for (ShardRow row : rows(to)) {
        ShardRow expected = routed(number(row), toConfig, routing);
        assertThat(row.shard()).as(row.recordId()).isEqualTo(expected.shard());
        assertThat(row.place()).as(row.recordId()).isEqualTo(expected.place());
        assertThat(row.columns()).isEqualTo(expected.columns());
        assertThat(row.payload()).isEqualTo(expected.payload());
      }
    }
  }

  private static int number(ShardRow row) {
    return Integer.parseInt(row.recordId().substring("id-".length()));
  }

  private static TableLayout layout(PipelineConfig config) {
    return RowLayouts.of(config.storage().layout());
  }

  private static Function<ShardRow, String> primaryKey(PipelineConfig config) {
    var keys = new RowKeys(config.storage().layout());
    List<String> columns = config.storage().layout().primaryKey();
    return row -> columns.stream().map(it -> keys.value(row, it) + "/").toList().toString();
  }

  private static RowPlaces places(PipelineConfig config, RoutingTable table) {
    return new RowPlaces(config, table, List.of(), PayloadSchemas.none());
  }

  /** Every tenth record has no value for the column that is the key of one of the layouts. */
  private static ShardRow routed(int number, PipelineConfig config, RoutingHistory by) {
    Integer x = number % 10 == 0 ? null : Integer.valueOf(number % 50);
    ShardRow row =
        new ShardRow(
            0,
            "key-" + number % 31,
            number,
            "id-" + number,
            ("{\"x\":" + x + "}").getBytes(StandardCharsets.UTF_8),
            0,
            Collections.singletonList(x));
    RowPlaces places = places(config, by.at(number));
    int shard = places.shardOf(row);
    return places.placed(row).in(shard);
  }

  private static MoveListener.Pass silent() {
    return new MoveListener.Pass() {
      @Override
      public void add(long rows) {}

      @Override
      public void end() {}
    };
  }

  @Test
  void givesEveryRowTheOtherLayoutThoughItIsKilledAgainAndAgainAndRecordsCome() {
    for (int round = 0; round < 10; round++) {
      moveKilling(new World(BY_KEY, BY_POSITION));
      moveKilling(new World(BY_POSITION, BY_KEY));
    }
  }

  private void moveKilling(World world) {
    RowMover mover = world.mover();
    boolean copied = false;
    Position[] at = {Position.BEGIN};
    int count = ROWS;
    while (true) {
      world.killAfter(random.nextInt(400));
      try {
        if (!copied) {
          mover.copy(
              at[0], silent(), next -> at[0] = Position.parse(next.part().shard(), next.text()));
          copied = true;
        }
        RowMover.Deleted deleted =
            mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
        assertThat(mover.differences(deleted, line -> {})).isEmpty();
        break;
      } catch (MemoryRows.KilledException killed) {
        world.killAfter(Long.MAX_VALUE);
        world.assertReadersFindEach(count, copied);
        world.route(random.nextInt(ROWS));
        world.route(count++);
      }
    }
    world.killAfter(Long.MAX_VALUE);
    world.assertEachIsOnceInItsPlace(count);
  }

  @Test
  void keepsARecordThatStoodInTwoShardsOnce() {
    var world = new World(BY_KEY, BY_POSITION);
    // A router that used an older table had placed it there.
    ShardRow row = routed(7, BY_KEY, HISTORY);
    world.from.write(row.in((row.shard() + 1) % SHARDS), 5);
    RowMover mover = world.mover();
    mover.copy(Position.BEGIN, silent(), next -> {});
    RowMover.Deleted deleted = mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
    assertThat(mover.differences(deleted, line -> {})).isEmpty();
    world.assertEachIsOnceInItsPlace(ROWS);
  }

  @Test
  void leavesAFormerTableThatIsNotEmptyAndSaysSo() {
    var world = new World(BY_KEY, BY_POSITION);
    RowMover mover = world.mover();
    mover.copy(Position.BEGIN, silent(), next -> {});
    RowMover.Deleted deleted = mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
    world.from.write(routed(7, world.fromConfig, HISTORY), 9_000_000);
    assertThat(mover.differences(deleted, line -> {}))
        .singleElement()
        .asString()
        .contains("former table of shard");
  }

  @Test
  void countsNoGrowthWhereARowStaysInItsShard() {
    var world = new World(BY_KEY, BY_POSITION);
    RowMover mover = world.mover();
    assertThat(mover.plan().moving()).isEqualTo(ROWS);
    mover.copy(Position.BEGIN, silent(), next -> {});
    Map<Integer, Long> records =
        mover.delete(Map.of(), Map.of(), silent(), (all, bytes) -> {}).records();
    assertThat(records.keySet()).allMatch(shard -> shard < SHARDS);
    assertThat(records.values().stream().mapToLong(Long::longValue).sum()).isZero();
    assertThat(records.get(5)).as("a shard that took nothing of the first 150").isPositive();
  }
}
