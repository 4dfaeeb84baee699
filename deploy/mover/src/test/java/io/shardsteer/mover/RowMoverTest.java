package io.shardsteer.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.locate.PlaceChanges;
import io.shardsteer.common.locate.PlacementContext;
import io.shardsteer.common.pulsar.OperationException;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshard.Phase;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.StoredRow;
import io.shardsteer.deploy.reader.PayloadSchemas;
import io.shardsteer.mover.TablePart.Position;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowMoverTest {
  private static final PipelineConfig CONFIG =
      PipelineConfigs.fromYaml(
          """
          pipeline: moved
          input_topic: moved
          feature_extraction_pipeline:
            - {kind: numeric, field: x}
          """,
          "test.yaml");
  private static final PipelineConfig ORDERED =
      PipelineConfigs.fromYaml(
          """
          pipeline: moved
          input_topic: moved
          storage: {row_order: position}
          feature_extraction_pipeline:
            - {kind: numeric, field: x}
          """,
          "test.yaml");
  private static final long BEFORE = 1_000_000;
  private static final int ROWS = 200;
  private static final double FAST = 1e9;

  private final MemoryRows rows = new MemoryRows();
  private long clockMicros = 10_000_000;
  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  RowMoverTest() {
    System.out.println("seed " + seed);
  }

  private static RoutingTable table(long revision, int count) {
    return new RoutingTable(
        revision,
        ModelRef.HASH,
        SplitPoints.uniform(count),
        IntStream.range(0, count).boxed().toList(),
        revision,
        "test");
  }

  private static RowPlaces places(RoutingTable table) {
    return new RowPlaces(CONFIG, table, List.of(), PayloadSchemas.none());
  }

  private RowMover mover(RoutingTable to, int shards) {
    List<Integer> tables = IntStream.range(0, shards).boxed().toList();
    return mover(to, places(to), WholeTables.all(rows, tables));
  }

  private RowMover mover(RoutingTable to, RowPlaces places, TableParts parts) {
    return new RowMover(
        rows,
        places,
        new Reshard(1, BEFORE, to.revision(), Phase.COPYING),
        parts,
        new Throttle(() -> FAST));
  }

  private ShardRow row(int number, RoutingTable by, long publishMillis) {
    ShardRow row =
        new ShardRow(
            0,
            "key-" + number % 31,
            publishMillis,
            "id-" + number,
            ("{\"x\":" + number + "}").getBytes(StandardCharsets.UTF_8),
            by.revision(),
            List.of());
    return row.in(places(by).shardOf(row));
  }

  private void fill(RoutingTable by) {
    for (int i = 0; i < ROWS; i++) {
      rows.write(row(i, by, i), 1_000 * (long) i);
    }
  }

  private static MoveListener.Pass silent() {
    return new MoveListener.Pass() {
      @Override
      public void add(long rows) {}

      @Override
      public void end() {}
    };
  }

  /** The ids in some shards, each as often as it is there. */
  private List<String> ids(int... shards) {
    return IntStream.of(shards)
        .boxed()
        .flatMap(shard -> rows.rows(shard).stream())
        .map(ShardRow::recordId)
        .toList();
  }

  private void move(RoutingTable to, int shards) {
    RowMover mover = mover(to, shards);
    mover.copy(Position.BEGIN, silent(), next -> {});
    RowMover.Deleted deleted = mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
    assertThat(mover.differences(deleted, line -> {})).isEmpty();
    assertEachIsOnceWhere(to, shards);
  }

  private void assertEachIsOnceWhere(RoutingTable table, int shards) {
    List<String> all = ids(IntStream.range(0, shards).toArray());
    assertThat(all).hasSize(ROWS).doesNotHaveDuplicates();
    for (int shard = 0; shard < shards; shard++) {
      for (ShardRow row : rows.rows(shard)) {
        assertThat(places(table).shardOf(row)).as(row.recordId()).isEqualTo(shard);
      }
    }
  }

  @Test
  void bringsEveryRowToItsPlaceOnceThoughItIsKilledAgainAndAgain() {
    for (int round = 0; round < 50; round++) {
      moveKilling(table(2 * round + 2, round % 2 == 0 ? 12 : 6), round == 0);
    }
  }

  private void moveKilling(RoutingTable to, boolean first) {
    if (first) {
      fill(table(1, 8));
    }
    RowMover mover = mover(to, 12);
    boolean[] copied = {false};
    Position[] at = {Position.BEGIN};
    while (true) {
      rows.killAfter(random.nextInt(400));
      try {
        if (!copied[0]) {
          mover.copy(
              at[0], silent(), next -> at[0] = Position.parse(next.part().shard(), next.text()));
          copied[0] = true;
        }
        RowMover.Deleted deleted =
            mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
        assertThat(mover.differences(deleted, line -> {})).isEmpty();
        break;
      } catch (MemoryRows.KilledException killed) {
        assertAllAreFound(to, copied[0]);
        redeliverSome(to);
      }
    }
    rows.killAfter(Long.MAX_VALUE);
    assertEachIsOnceWhere(to, 12);
  }

  /** Readers look everywhere while rows are copied and in the right places alone after that. */
  private void assertAllAreFound(RoutingTable to, boolean copied) {
    Set<String> found = new HashSet<>();
    for (int shard = 0; shard < 12; shard++) {
      for (ShardRow row : rows.rows(shard)) {
        if (!copied || places(to).shardOf(row) == shard) {
          found.add(row.recordId());
        }
      }
    }
    assertThat(found).hasSize(ROWS);
  }

  private void redeliverSome(RoutingTable to) {
    for (int i = 0; i < 3; i++) {
      int number = random.nextInt(ROWS);
      clockMicros += 1_000;
      rows.write(row(number, to, number), clockMicros);
    }
  }

  private static RoutingTable table(long revision, double... splitPoints) {
    return new RoutingTable(
        revision,
        ModelRef.HASH,
        SplitPoints.of(splitPoints),
        IntStream.rangeClosed(0, splitPoints.length).boxed().toList(),
        revision * ROWS / 4,
        "test");
  }

  /** A move of rows that lie in the order, some of them placed by each of the tables. */
  private RowMover orderedMover(RoutingTable to, List<RoutingTable> tables) {
    RoutingHistory history = RoutingHistory.startingWith(tables.get(0));
    for (RoutingTable table : tables.subList(1, tables.size())) {
      history = history.with(table);
    }
    var changes = PlaceChanges.of(PlacementContext.of(history), to, BEFORE);
    List<Integer> shards = List.of(0, 1, 2, 3);
    return mover(
        to,
        new RowPlaces(ORDERED, to, List.of(), PayloadSchemas.none()),
        new OrderPartitions(rows, shards, () -> changes));
  }

  private void fillOrdered(List<RoutingTable> tables) {
    for (int i = 0; i < ROWS; i++) {
      RoutingTable by = tables.get(Math.min(tables.size() - 1, i / (ROWS / 4)));
      RowPlaces places = new RowPlaces(ORDERED, by, List.of(), PayloadSchemas.none());
      ShardRow row = row(i, by, i);
      rows.write(places.placed(row.in(places.shardOf(row))), 1_000 * (long) i);
    }
  }

  @Test
  void readsPartitionsAloneWhoseRowsCanChangePlace() {
    List<RoutingTable> tables = List.of(table(0, 0.25, 0.5, 0.75), table(1, 0.25, 0.52, 0.75));
    fillOrdered(tables);
    RowMover mover = orderedMover(tables.get(1), tables);
    MovePlan plan = mover.plan();
    assertThat(plan.parts()).isPositive().isLessThan(plan.allParts() / 10);
    assertThat(rows.read()).isLessThan(ROWS / 10);
    mover.copy(Position.BEGIN, silent(), next -> {});
    RowMover.Deleted deleted = mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
    assertThat(deleted.records().getOrDefault(1, 0L)).isEqualTo(plan.moving());
    assertThat(mover.differences(deleted, line -> {})).isEmpty();
    assertEachIsOnceWhere(tables.get(1), 4);
  }

  @Test
  void bringsEveryRowInTheOrderToItsPlaceThoughItIsKilledAgainAndAgain() {
    List<RoutingTable> tables =
        List.of(
            table(0, 0.2, 0.5, 0.8),
            table(1, 0.3, 0.5, 0.7),
            table(2, 0.1, 0.4, 0.9),
            table(3, 0.2, 0.6, 0.65));
    fillOrdered(tables);
    RoutingTable to = tables.get(3);
    Position[] at = {Position.BEGIN};
    boolean[] copied = {false};
    boolean isDone = false;
    while (!isDone) {
      rows.killAfter(random.nextInt(300));
      RowMover mover = orderedMover(to, tables);
      try {
        mover.plan();
        if (!copied[0]) {
          mover.copy(
              at[0], silent(), next -> at[0] = Position.parse(next.part().shard(), next.text()));
          copied[0] = true;
        }
        RowMover.Deleted deleted =
            mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
        assertThat(mover.differences(deleted, line -> {})).isEmpty();
        isDone = true;
      } catch (MemoryRows.KilledException killed) {
        assertAllAreFound(to, copied[0]);
      }
    }
    rows.killAfter(Long.MAX_VALUE);
    assertEachIsOnceWhere(to, 4);
  }

  @Test
  void bringsRowsBackToWhereTheyWereDeletedBefore() {
    fill(table(1, 12));
    move(table(2, 6), 12);
    move(table(3, 12), 12);
    move(table(4, 6), 12);
  }

  @Test
  void leavesLaterRowsWhereTheyAre() {
    RoutingTable by = table(1, 8);
    for (int i = 0; i < ROWS; i++) {
      rows.write(row(i, by, BEFORE + i), i);
    }
    RowMover mover = mover(table(2, 4), 8);
    assertThat(mover.plan().moving()).isZero();
    mover.copy(Position.BEGIN, silent(), next -> {});
    mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
    assertEachIsOnceWhere(by, 8);
  }

  @Test
  void copiesOnceMoreInsteadOfDeletingWhatWasNotCopied() {
    fill(table(1, 8));
    RowMover mover = mover(table(2, 12), 12);
    rows.loseCopies(true);
    mover.copy(Position.BEGIN, silent(), next -> {});
    rows.loseCopies(false);
    RowMover.Deleted deleted = mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
    assertThat(mover.differences(deleted, line -> {})).isEmpty();
    assertEachIsOnceWhere(table(2, 12), 12);
  }

  @Test
  void tellsWhichShardDoesNotHoldWhatItDid() {
    fill(table(1, 8));
    RowMover mover = mover(table(2, 4), 8);
    mover.copy(Position.BEGIN, silent(), next -> {});
    RowMover.Deleted deleted = mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
    rows.lose(rows.rows(2).get(0));
    assertThat(mover.differences(deleted, line -> {}))
        .singleElement()
        .asString()
        .contains("shard    2");
  }

  @Test
  void tellsByHowMuchShardsGrew() {
    fill(table(1, 4));
    long inTwo = rows.rows(2).size();
    long inThree = rows.rows(3).size();
    RowMover mover = mover(table(2, 2), 4);
    mover.copy(Position.BEGIN, silent(), next -> {});
    RowMover.Deleted deleted = mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
    assertThat(deleted.records()).containsEntry(2, -inTwo).containsEntry(3, -inThree);
    assertThat(deleted.records().values().stream().mapToLong(Long::longValue).sum()).isZero();
  }

  @Test
  void countsGrowthOnWhenAnotherRunGoesOn() {
    fill(table(1, 4));
    long inTwo = rows.rows(2).size();
    RowMover mover = mover(table(2, 2), 4);
    mover.copy(Position.BEGIN, silent(), next -> {});
    Map<Integer, Long> records = new HashMap<>();
    Map<Integer, Long> bytes = new HashMap<>();
    rows.killAfter(120);
    assertThatThrownBy(
            () ->
                mover.delete(
                    Map.of(),
                    Map.of(),
                    silent(),
                    (grownRecords, grownBytes) -> {
                      records.putAll(grownRecords);
                      bytes.putAll(grownBytes);
                    }))
        .isInstanceOf(MemoryRows.KilledException.class);
    rows.killAfter(Long.MAX_VALUE);
    assertThat(records).isNotEmpty();
    RowMover.Deleted deleted = mover.delete(records, bytes, silent(), (more, moreBytes) -> {});
    // What was deleted of the page that was under way is not known: a page has seven rows.
    assertThat(deleted.records().get(2)).isBetween(-inTwo, -inTwo + 7);
  }

  @Test
  void comparesRowsThatExpireByTheHourInWhichTheyWereWritten() {
    ShardRow row = row(1, table(1, 1), 1);
    ShardSums before = new ShardSums();
    ShardSums after = new ShardSums();
    before.add(new StoredRow(row, 1, 3_600), 0);
    assertThat(before.compare(after, 60_000).agrees()).as("lost long before its end").isFalse();
    assertThat(before.compare(after, 3_600_000).agrees()).as("it has run out").isTrue();
    assertThat(before.compare(after, 3_600_000).expiring()).isEqualTo(1);
    after.add(new StoredRow(row, 1, 3_590), 10_000);
    ShardSums.Comparison both = before.compare(after, 60_000);
    assertThat(both.agrees()).isTrue();
    assertThat(both.rows()).isEqualTo(1);
    assertThat(both.expiring()).isZero();
  }

  @Test
  void plansTheWaysAndTheTime() {
    fill(table(1, 2));
    List<String> lines = mover(table(2, 1), 2).plan().lines(10);
    assertThat(lines.get(0)).contains("shard    1 ->    0");
    assertThat(lines.get(lines.size() - 1)).contains("of 200 rows").contains("10 rows a second");
  }

  @Test
  void refusesRowsThatDoNotHoldWhatTheModelNeeds() {
    RoutingTable learned =
        new RoutingTable(
            2,
            new ModelRef(1, "function://t/n/m@v1", "00"),
            SplitPoints.uniform(2),
            List.of(0, 1),
            2,
            "test");
    var bare = new ShardRow(0, "k", 1, "id", null, 1, List.of());
    assertThatThrownBy(() -> places(learned).shardOf(bare))
        .isInstanceOf(OperationException.class)
        .hasMessageContaining("has no payload");
    var torn = new ShardRow(0, "k", 1, "id", new byte[] {'{'}, 1, List.of());
    assertThatThrownBy(() -> places(learned).shardOf(torn))
        .isInstanceOf(OperationException.class)
        .hasMessageContaining("cannot be read as a record");
  }
}
