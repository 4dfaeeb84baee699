package io.shardsteer.common.locate;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.LateUse;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshard.Phase;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.RowPartitions;
import io.shardsteer.common.steering.Segment;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.common.steering.Summaries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlaceChangesTest {
  private static final long MINUTE = 60_000;
  private static final long END = 600 * MINUTE;
  private static final int ROWS = 300;

  private static final ModelRef MODEL = new ModelRef(1, "function://t/n/m@v1", "00");

  private static RoutingTable table(
      long revision,
      ModelRef model,
      SplitPoints splitPoints,
      List<Integer> shards,
      long fromMillis,
      RowPartitions partitions) {
    RoutingTable plain = new RoutingTable(revision, model, splitPoints, shards, fromMillis, "test");
    return new RoutingTable(
        revision,
        model,
        splitPoints,
        shards,
        fromMillis,
        plain.leadMillis(),
        true,
        "test",
        partitions,
        plain.pins());
  }

  private static RoutingTable even(long revision, long fromMillis, double... splitPoints) {
    return table(
        revision,
        MODEL,
        SplitPoints.of(splitPoints),
        IntStream.rangeClosed(0, splitPoints.length).boxed().toList(),
        fromMillis,
        new RowPartitions(16, MINUTE));
  }

  private static boolean concerns(PlaceChanges changes, RoutingTable by, double key, long millis) {
    RowPartitions partitions = by.partitions();
    return changes.concern(
        by.shardOf(key), by.model().version(), partitions.cell(key), partitions.bucket(millis));
  }

  private static boolean moves(RoutingTable from, RoutingTable to, double key) {
    return from.shardOf(key) != to.shardOf(key)
        || !from.model().equals(to.model())
        || !from.partitions().equals(to.partitions());
  }

  /** Tables that differ in split points, and now and then in anything else. */
  private static RoutingHistory random(Random random) {
    ModelRef model = ModelRef.HASH;
    RowPartitions partitions = new RowPartitions(16, MINUTE);
    List<Integer> shards = new ArrayList<>(List.of(0, 1, 2, 3));
    double[] splitPoints = {0.25, 0.5, 0.75};
    int resolution = Resolution.FULL;
    List<RoutingTable> tables = new ArrayList<>();
    long[] froms = random.longs(30, 1, END).sorted().toArray();
    for (int i = 0; i < froms.length; i++) {
      if (random.nextInt(8) == 0) {
        model = new ModelRef(model.version() + 1, "package-" + i, "00");
      }
      if (random.nextInt(8) == 0) {
        partitions = new RowPartitions(8 << random.nextInt(3), MINUTE * (1 + random.nextInt(9)));
      }
      if (random.nextInt(8) == 0) {
        Collections.shuffle(shards, random);
      }
      resolution = random.nextInt(6) == 0 ? 3 + random.nextInt(4) : resolution;
      for (int split = 0; split < splitPoints.length; split++) {
        double moved = splitPoints[split] + random.nextGaussian() / 50;
        splitPoints[split] = Math.max(split == 0 ? 0 : splitPoints[split - 1], Math.min(1, moved));
      }
      tables.add(
          table(i, model, SplitPoints.at(resolution, splitPoints), shards, froms[i], partitions));
    }
    RoutingHistory history = RoutingHistory.startingWith(tables.get(0));
    for (RoutingTable table : tables.subList(1, tables.size())) {
      history = history.with(table);
    }
    return history;
  }

  @Test
  void namesEveryPartitionWithARowThatMoves() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      RoutingHistory history = random(random);
      Reshards earlier = Reshards.NONE;
      if (random.nextBoolean()) {
        long before = random.nextLong(END);
        earlier = earlier.with(new Reshard(1, before, history.at(before).revision(), Phase.DONE));
      }
      LateUse late = new LateUse(random.nextInt(30), random.nextLong(END), END);
      var context = new PlacementContext(history, earlier, List.of(late), END);
      RoutingTable to = history.at(END);
      PlaceChanges changes = PlaceChanges.of(context, to, END);
      RoutingHistory places = earlier.routing(history);
      for (int row = 0; row < ROWS; row++) {
        double key = random.nextDouble();
        long millis = random.nextLong(END);
        assertNamed(changes, places.at(millis), to, key, millis);
        if (millis >= late.fromMillis()) {
          assertNamed(changes, history.find(late.revision()).orElseThrow(), to, key, millis);
        }
      }
    }
  }

  private static void assertNamed(
      PlaceChanges changes, RoutingTable by, RoutingTable to, double key, long millis) {
    if (moves(by, to, key)) {
      assertThat(concerns(changes, by, key, millis)).as("%s to %s at %s", by, to, key).isTrue();
      assertThat(changes.shards()).contains(by.shardOf(key));
    }
  }

  @Test
  void namesEveryPartitionWithARowThatMovesOfTimesThatAreSummarised() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      RoutingHistory history = random(random);
      RoutingHistory shorter = summarised(history);
      RoutingTable to = history.at(END);
      PlaceChanges changes = PlaceChanges.of(PlacementContext.of(shorter), to, END);
      for (int row = 0; row < ROWS; row++) {
        double key = random.nextDouble();
        long millis = random.nextLong(END);
        assertNamed(changes, history.at(millis), to, key, millis);
      }
    }
  }

  private static RoutingHistory summarised(RoutingHistory history) {
    RoutingHistory shorter = history;
    for (Segment segment : Summaries.due(history, END, Duration.ofMillis(END / 4))) {
      shorter = shorter.summarised(segment);
    }
    assertThat(shorter.segments()).isNotEmpty();
    return shorter;
  }

  @Test
  void leavesOutPartitionsWhoseRowsStay() {
    RoutingTable first = even(0, 0, 0.25, 0.5, 0.75);
    RoutingTable second = even(1, 10 * MINUTE, 0.25, 0.53, 0.75);
    RoutingHistory history = RoutingHistory.startingWith(first).with(second);
    PlaceChanges changes = PlaceChanges.of(PlacementContext.of(history), second, 20 * MINUTE);
    List<String> named = new ArrayList<>();
    for (int shard = 0; shard < 4; shard++) {
      for (int cell = 0; cell < 16; cell++) {
        for (long bucket = 0; bucket < 20; bucket++) {
          if (changes.concern(shard, 1, cell, bucket)) {
            named.add("%d/%d".formatted(shard, cell));
            assertThat(bucket).isLessThanOrEqualTo(10);
          }
        }
      }
    }
    assertThat(named).containsOnly("2/8");
    assertThat(changes.shards()).containsExactly(2);
  }

  @Test
  void namesNothingWhereNoTableDiffers() {
    RoutingTable first = even(0, 0, 0.5);
    RoutingTable same = even(1, MINUTE, 0.5);
    RoutingHistory history = RoutingHistory.startingWith(first).with(same);
    assertThat(PlaceChanges.of(PlacementContext.of(history), same, 2 * MINUTE).shards()).isEmpty();
  }

  @Test
  void namesAllOfAnotherModelAndOfAShardThatTakesNothingAnyMore() {
    RoutingTable hashed =
        table(
            0,
            ModelRef.HASH,
            SplitPoints.uniform(2),
            List.of(0, 1),
            0,
            new RowPartitions(16, MINUTE));
    RoutingTable three = even(1, MINUTE, 0.3, 0.6);
    RoutingTable two = even(2, 2 * MINUTE, 0.3);
    RoutingHistory history = RoutingHistory.startingWith(hashed).with(three).with(two);
    PlaceChanges changes = PlaceChanges.of(PlacementContext.of(history), two, 3 * MINUTE);
    assertThat(changes.concern(1, 0, 3, 0)).isTrue();
    assertThat(changes.concern(2, 1, 15, 1)).isTrue();
    assertThat(changes.concern(0, 1, 0, 1)).isFalse();
    assertThat(changes.concern(1, 1, 7, 1)).isFalse();
    assertThat(changes.shards()).containsExactlyInAnyOrder(0, 1, 2);
  }
}
