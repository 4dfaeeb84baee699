package io.shardsteer.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.pulsar.OperationException;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshard.Phase;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.StoredRow;
import io.shardsteer.deploy.reader.PayloadSchemas;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
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
    return new RowMover(
        rows,
        places(to),
        new Reshard(1, BEFORE, to.revision(), Phase.COPYING),
        new TreeSet<>(IntStream.range(0, shards).boxed().toList()),
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
    mover.copy(0, "", silent(), (shard, page) -> {});
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
    int[] shard = {0};
    String[] page = {""};
    while (true) {
      rows.killAfter(random.nextInt(400));
      try {
        if (!copied[0]) {
          mover.copy(
              shard[0],
              page[0],
              silent(),
              (nextShard, nextPage) -> {
                shard[0] = nextShard;
                page[0] = nextPage;
              });
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
    mover.copy(0, "", silent(), (shard, page) -> {});
    mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
    assertEachIsOnceWhere(by, 8);
  }

  @Test
  void copiesOnceMoreInsteadOfDeletingWhatWasNotCopied() {
    fill(table(1, 8));
    RowMover mover = mover(table(2, 12), 12);
    rows.loseCopies(true);
    mover.copy(0, "", silent(), (shard, page) -> {});
    rows.loseCopies(false);
    RowMover.Deleted deleted = mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
    assertThat(mover.differences(deleted, line -> {})).isEmpty();
    assertEachIsOnceWhere(table(2, 12), 12);
  }

  @Test
  void tellsWhichShardDoesNotHoldWhatItDid() {
    fill(table(1, 8));
    RowMover mover = mover(table(2, 4), 8);
    mover.copy(0, "", silent(), (shard, page) -> {});
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
    mover.copy(0, "", silent(), (shard, page) -> {});
    RowMover.Deleted deleted = mover.delete(Map.of(), Map.of(), silent(), (records, bytes) -> {});
    assertThat(deleted.records()).containsEntry(2, -inTwo).containsEntry(3, -inThree);
    assertThat(deleted.records().values().stream().mapToLong(Long::longValue).sum()).isZero();
  }

  @Test
  void countsGrowthOnWhenAnotherRunGoesOn() {
    fill(table(1, 4));
    long inTwo = rows.rows(2).size();
    RowMover mover = mover(table(2, 2), 4);
    mover.copy(0, "", silent(), (shard, page) -> {});
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
