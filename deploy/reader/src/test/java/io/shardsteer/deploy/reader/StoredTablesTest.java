package io.shardsteer.deploy.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.locate.CandidateShards;
import io.shardsteer.common.locate.Location;
import io.shardsteer.common.locate.PlacementContext;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.RowPartitions;
import io.shardsteer.common.steering.RowPlace;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.common.store.ColumnRange;
import io.shardsteer.common.store.Encoding;
import io.shardsteer.common.store.OrderedRows;
import io.shardsteer.common.store.RowKey;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.RowSlice;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardRows;
import io.shardsteer.common.store.StoredRow;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoredTablesTest {
  private static final int ROWS = 4_000;
  private static final int SHARDS = 4;

  private static final PipelineConfig CONFIG =
      PipelineConfigs.fromYaml(
          """
          pipeline: rides
          input_topic: rides
          key_field: id
          record_id_field: id
          feature_extraction_pipeline: [{kind: numeric, field: x}]
          target_shard_count: 4
          storage:
            row_order: position
            columns: [{name: price, type: int, field: price, indexed: true}]
          """,
          "rides.yaml");

  private static final RoutingTable FIRST =
      new RoutingTable(
          0,
          ModelRef.HASH,
          SplitPoints.uniform(SHARDS),
          List.of(0, 1, 2, 3),
          0,
          RoutingTable.LEAST_LEAD_MILLIS,
          true,
          "first",
          new RowPartitions(16, 250),
          Pins.NONE);

  private static final RoutingTable SECOND =
      new RoutingTable(
          1,
          ModelRef.HASH,
          SplitPoints.of(0.1, 0.3, 0.8),
          List.of(3, 2, 1, 0),
          1_700,
          RoutingTable.LEAST_LEAD_MILLIS,
          true,
          "second",
          new RowPartitions(64, 400),
          Pins.NONE);

  private static final RoutingHistory HISTORY = RoutingHistory.startingWith(FIRST).with(SECOND);

  /** Rows of a table that lies in the order, in pages of seven; counts what is read. */
  private static final class Tables implements ShardRows, OrderedRows {
    private final List<StoredRow> rows = new ArrayList<>();
    private final AtomicInteger read = new AtomicInteger();
    private final AtomicInteger scans = new AtomicInteger();

    private CompletionStage<RowPage> page(Predicate<ShardRow> wanted, @Nullable ByteBuffer from) {
      List<StoredRow> all = rows.stream().filter(row -> wanted.test(row.row())).toList();
      int begin = from == null ? 0 : from.getInt(0);
      int end = Math.min(all.size(), begin + 7);
      read.addAndGet(end - begin);
      return CompletableFuture.completedFuture(
          new RowPage(
              all.subList(begin, end),
              end == all.size() ? null : ByteBuffer.allocate(4).putInt(0, end)));
    }

    @Override
    public CompletionStage<RowPage> scan(int shard, @Nullable ByteBuffer page) {
      scans.incrementAndGet();
      return page(row -> row.shard() == shard, page);
    }

    @Override
    public CompletionStage<PartitionPage> partitions(int shard, @Nullable ByteBuffer page) {
      List<RowSlice.Partition> all =
          rows.stream()
              .map(StoredRow::row)
              .filter(row -> row.shard() == shard)
              .map(row -> partition(row.place()))
              .distinct()
              .toList();
      int half = all.size() / 2;
      return CompletableFuture.completedFuture(
          page == null
              ? new PartitionPage(all.subList(0, half), ByteBuffer.allocate(1))
              : new PartitionPage(all.subList(half, all.size()), null));
    }

    private static RowSlice.Partition partition(RowPlace place) {
      return new RowSlice.Partition(place.modelVersion(), place.cell(), place.bucket());
    }

    @Override
    public CompletionStage<RowPage> slice(int shard, RowSlice slice, @Nullable ByteBuffer page) {
      return page(
          row ->
              row.shard() == shard
                  && partition(row.place()).equals(slice.partition())
                  && row.place().orderKey() >= slice.from()
                  && row.place().orderKey() <= slice.to(),
          page);
    }

    @Override
    public CompletionStage<RowPage> indexed(
        int shard, List<ColumnRange> ranges, @Nullable ByteBuffer page) {
      return page(row -> row.shard() == shard && ranges.stream().allMatch(it -> in(it, row)), page);
    }

    private static boolean in(ColumnRange range, ShardRow row) {
      if (range.column().equals(RowLayout.KEY)) {
        return row.key().equals(range.from());
      }
      Object value = row.columns().get(0);
      return value instanceof Integer number
          && (range.from() == null || number >= (Integer) range.from())
          && (range.to() == null || number <= (Integer) range.to());
    }

    @Override
    public boolean hasIndex(int shard, String column) {
      return true;
    }

    @Override
    public CompletionStage<RowPage> find(int shard, RowKey key, @Nullable ByteBuffer page) {
      throw new UnsupportedOperationException("No partition goes by key.");
    }

    @Override
    public CompletionStage<Optional<StoredRow>> same(ShardRow row, int inShard) {
      throw new UnsupportedOperationException("Nothing moves.");
    }

    @Override
    public CompletionStage<Void> copy(StoredRow row, int toShard) {
      throw new UnsupportedOperationException("Nothing moves.");
    }

    @Override
    public CompletionStage<Void> delete(StoredRow row) {
      throw new UnsupportedOperationException("Nothing moves.");
    }
  }

  private final Tables tables = new Tables();
  private long known = ROWS;
  private final ShardReader reader =
      new ShardReader(
          CONFIG,
          PayloadSchemas.none(),
          model -> Optional.empty(),
          new RoutingKnowledge() {
            @Override
            public PlacementContext now() {
              return PlacementContext.of(HISTORY);
            }

            @Override
            public PlacementContext confirmed() {
              return now();
            }
          },
          new StoredTables(tables, tables, CONFIG.storage().layout()),
          ReadingTimes.NONE,
          shards -> OptionalLong.of(known),
          List.of());

  StoredTablesTest() {
    for (int i = 0; i < ROWS; i++) {
      long hash = KeyHash.of("r" + i);
      double orderKey = OrderKey.of(OrderKey.hashPosition(hash), hash);
      RoutingTable table = i < SECOND.effectiveFromMillis() ? FIRST : SECOND;
      ShardRow row =
          new ShardRow(
              table.shardOf(orderKey),
              "r" + i,
              i,
              "r" + i,
              "{\"id\":\"r%d\",\"x\":%d,\"price\":%d}"
                  .formatted(i, i % 10, i % 100)
                  .getBytes(UTF_8),
              Encoding.NONE,
              table.revision(),
              List.of(i % 100),
              new RowPlace(
                  0, table.partitions().cell(orderKey), table.partitions().bucket(i), orderKey));
      tables.rows.add(new StoredRow(row, i, 0));
    }
  }

  private List<String> found(Query query) {
    tables.read.set(0);
    tables.scans.set(0);
    try (Answer answer = reader.find(query)) {
      return answer.stream().map(FoundRow::recordId).toList();
    }
  }

  private static List<String> ids(IntStream numbers) {
    return numbers.mapToObj(i -> "r" + i).toList();
  }

  @Test
  void readsThePartitionsOfATimeAndNoOthers() {
    for (int[] span : new int[][] {{100, 149}, {1_650, 1_749}, {0, 3_999}, {3_999, 3_999}}) {
      Query query =
          Query.where("x >= 0")
              .during(Instant.ofEpochMilli(span[0]), Instant.ofEpochMilli(span[1]));
      assertThat(found(query))
          .containsExactlyInAnyOrderElementsOf(ids(IntStream.rangeClosed(span[0], span[1])));
      assertThat(tables.scans.get()).isZero();
      assertThat(tables.read.get()).isLessThanOrEqualTo(span[1] - span[0] + 1 + 2 * 400);
    }
  }

  @Test
  void scansTablesWhereEverythingIsAskedFor() {
    assertThat(found(Query.where("x >= 0"))).hasSize(ROWS);
    assertThat(tables.scans.get()).isPositive();
    assertThat(tables.read.get()).isEqualTo(ROWS);
  }

  @Test
  void readsNoMoreOfWholeTablesThanWasAllowed() {
    known = 80_000_000;
    Query query = Query.where("x >= 0");
    ReadPlan plan = reader.plan(query);
    assertThat(plan.isNarrowed()).isFalse();
    assertThat(plan.text())
        .isEqualTo(
            "reads 4 whole shards, about 80,000,000 rows: neither the order nor an index narrows"
                + " the question");
    tables.read.set(0);
    assertThatThrownBy(() -> found(query))
        .isInstanceOf(ShardReadException.class)
        .hasMessageContaining("about 80,000,000 rows")
        .hasMessageContaining("--scan");
    assertThat(tables.read.get()).isZero();
    assertThat(found(query.scanningTables())).hasSize(ROWS);
    assertThat(found(query.askedEverywhere())).hasSize(ROWS);
    assertThat(found(query.limitedTo(5))).hasSize(5);
    for (String narrowed : List.of("@key = r17", "price = 7")) {
      assertThat(reader.plan(Query.where(narrowed)).isNarrowed()).as(narrowed).isTrue();
      assertThat(found(Query.where(narrowed))).isNotEmpty();
    }
    Query ofATime = query.during(Instant.ofEpochMilli(100), Instant.ofEpochMilli(149));
    assertThat(reader.plan(ofATime).text()).isEqualTo("reads parts of 4 of 4 shards");
    assertThat(found(ofATime)).hasSize(50);
  }

  @Test
  void looksKeysUpByTheIndex() {
    assertThat(found(Query.where("@key in (r17, r1800, nobody)")))
        .containsExactlyInAnyOrder("r17", "r1800");
    assertThat(tables.read.get()).isEqualTo(2);
  }

  @Test
  void readsTheSliceOfOneOrderKeyWhereTiesAreKnown() {
    OrderSlices slices =
        OrderSlices.of(0, reader.locate(Query.where("@key = r17").predicate(), TimeRange.ALL));
    assertThat(slices.share()).isLessThan(1e-9);
  }

  private static CandidateShards reach(int model, double low, double high, TimeRange times) {
    ModelRef ref = model == 0 ? ModelRef.HASH : new ModelRef(model, "memory://m", "0");
    RoutingTable table =
        new RoutingTable(model, ref, SplitPoints.uniform(SHARDS), List.of(0, 1, 2, 3), 0, "test");
    NumberSet orderKeys = NumberSet.between(low, high);
    return new CandidateShards(
        table,
        model,
        times,
        CandidateShards.Why.IN_FORCE,
        orderKeys,
        List.of(0),
        orderKeys,
        NumberSet.between(0, 1));
  }

  /** A pipeline hashes until it has its first model: all of that order, little of the model's. */
  @Test
  void scansNoTableBecauseOfAShortTimeWithoutAModel() {
    OrderSlices slices =
        OrderSlices.of(
            0,
            new Location(
                List.of(
                    reach(0, 0, 1, new TimeRange(0, 999)),
                    reach(1, 0.2, 0.21, new TimeRange(1_000, Long.MAX_VALUE)))));
    assertThat(slices.areOfAllTime()).isTrue();
    assertThat(slices.share()).isEqualTo(1);
    assertThat(slices.leastOwnShare()).isBetween(0.039, 0.042);
    var hashed = new RowSlice.Partition(0, 7, 0);
    var ordered = new RowSlice.Partition(1, 26, 0);
    var elsewhere = new RowSlice.Partition(1, 100, 0);
    assertThat(slices.of(Set.of(hashed, ordered, elsewhere)))
        .extracting(RowSlice::partition)
        .containsExactlyInAnyOrder(hashed, ordered);
  }

  /** A shard holds the first quarter of the order: all of it is a quarter of the whole. */
  @Test
  void scansATableOfWhichNothingIsLeftOutThoughItIsAPartOfTheOrder() {
    TimeRange always = new TimeRange(0, Long.MAX_VALUE);
    assertThat(own(reach(1, 0, 0.25, always))).isGreaterThan(0.99);
    assertThat(own(reach(1, 0, 0.2, always))).isBetween(0.79, 0.81);
    assertThat(own(leaves(NumberSet.ofAll(0.01, 0.1, 0.2, 0.6)))).isEqualTo(1);
    assertThat(own(leaves(NumberSet.ofAll(0.01, 0.1, 0.6)))).isBetween(0.6, 0.7);
  }

  private static double own(CandidateShards candidates) {
    return OrderSlices.of(0, new Location(List.of(candidates))).leastOwnShare();
  }

  /** What a question can find of a tree whose leaves place rows at four positions. */
  private static CandidateShards leaves(NumberSet asked) {
    return new CandidateShards(
        new RoutingTable(
            1,
            new ModelRef(1, "memory://m", "0"),
            SplitPoints.uniform(SHARDS),
            List.of(0, 1, 2, 3),
            0,
            "test"),
        1,
        new TimeRange(0, Long.MAX_VALUE),
        CandidateShards.Why.IN_FORCE,
        asked,
        List.of(0),
        asked,
        NumberSet.ofAll(0.01, 0.1, 0.2, 0.6));
  }

  @Test
  void asksTheIndexOfAColumn() {
    assertThat(found(Query.where("price in 98..200 and x = 9")))
        .containsExactlyInAnyOrderElementsOf(
            ids(IntStream.range(0, ROWS).filter(i -> i % 100 == 99)));
    assertThat(tables.read.get()).isEqualTo(2 * ROWS / 100);
    assertThat(found(Query.where("price = 7"))).hasSize(ROWS / 100);
    assertThat(tables.read.get()).isEqualTo(ROWS / 100);
    assertThat(found(Query.where("price > 98.5"))).hasSize(ROWS / 100);
    assertThat(found(Query.where("price < 1e30 and price >= -1e30 and x = 3"))).hasSize(ROWS / 10);
    assertThat(found(Query.where("price = 7 or x = 3"))).hasSize(ROWS / 100 + ROWS / 10);
    assertThat(found(Query.where("price != 7"))).hasSize(ROWS - ROWS / 100);
  }

  @Test
  void reportsPartitionsAndRows() {
    try (Answer answer =
        reader.find(
            Query.where("x >= 0").during(Instant.ofEpochMilli(0), Instant.ofEpochMilli(9)))) {
      assertThat(answer.stream()).hasSize(10);
      assertThat(answer.report().shards().values()).allMatch(shard -> shard.partitions() > 0);
    }
  }
}
