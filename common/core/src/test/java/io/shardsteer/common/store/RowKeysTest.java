package io.shardsteer.common.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.ColumnType;
import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.config.RowLayout.BadField;
import io.shardsteer.common.config.RowLayout.Clustering;
import io.shardsteer.common.config.RowLayout.Column;
import io.shardsteer.common.config.RowLayout.NullKeys;
import io.shardsteer.common.steering.RowPlace;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowKeysTest {
  private static final RowLayout LAYOUT =
      new RowLayout(
          List.of(column("customer", ColumnType.INT, "0"), column("country", ColumnType.TEXT, "")),
          List.of("customer"),
          List.of(new Clustering("country", false), new Clustering(RowLayout.RECORD_ID, false)),
          false,
          NullKeys.SPREAD,
          64,
          Duration.ZERO,
          Map.of(),
          true,
          RowLayout.RowOrder.KEY);

  private final RowKeys keys = new RowKeys(LAYOUT);

  @Test
  void rowsOfSharedTablesAreIdentifiedByTheirShardToo() {
    RowLayout shared = RowLayout.standard(true).inSharedTables();
    ShardRow row = new ShardRow(5, "k", 1_000, "id", null, 1, List.of());
    RowKeys of = new RowKeys(shared);
    assertThat(shared.primaryKey().stream().map(column -> of.value(row, column)))
        .containsExactly(5, "k", Instant.ofEpochMilli(1_000), "id");
    assertThat(of.value(row.in(6), RowLayout.SHARD)).isEqualTo(6);
  }

  @Test
  void rowsInTheOrderAreIdentifiedByTheirPlace() {
    RowLayout layout =
        new RowLayout(
            List.of(),
            List.of(RowLayout.MODEL_VERSION, RowLayout.ORDER_CELL, RowLayout.TIME_BUCKET),
            List.of(
                new Clustering(RowLayout.ORDER_KEY, false),
                new Clustering(RowLayout.RECORD_ID, false)),
            false,
            NullKeys.SPREAD,
            64,
            Duration.ZERO,
            Map.of(),
            true,
            RowLayout.RowOrder.POSITION);
    ShardRow row =
        new ShardRow(0, "k", 1_000, "id", null, 1, List.of()).placed(new RowPlace(3, 4, 5, 0.6), 9);
    RowKeys placed = new RowKeys(layout);
    assertThat(layout.primaryKey().stream().map(column -> placed.value(row, column)))
        .containsExactly(3, 4, 5L, 0.6, "id");
    assertThat(layout.spreadsNulls()).isFalse();
    assertThat(layout.indexes()).containsExactly(RowLayout.KEY);
  }

  @Test
  void theBucketIsPartOfThePrimaryKey() {
    assertThat(LAYOUT.primaryKey())
        .containsExactly("customer", "null_bucket", "country", "record_id");
  }

  @Test
  void aStandInTakesThePlaceOfAMissingValue() {
    assertThat(keys.value(row("r", null, null), "customer")).isEqualTo(0);
    assertThat(keys.value(row("r", null, null), "country")).isEqualTo("");
    assertThat(keys.value(row("r", 17850, "UK"), "customer")).isEqualTo(17850);
  }

  @Test
  void recordsWithoutAKeySpreadEvenlyOverTheBucketsAndNeverToTheOthers() {
    int records = 64_000;
    int[] counts = new int[65];
    IntStream.range(0, records)
        .forEach(i -> counts[keys.nullBucket(row("record " + i, null, "UK"))]++);
    assertThat(counts[RowKeys.NO_NULLS]).isZero();
    // Poisson counts of mean 1,000 exceed it by 200, six deviations, once in 10^9.
    assertThat(IntStream.of(counts).skip(1)).allMatch(count -> count > 800 && count < 1_200);
    assertThat(keys.nullBucket(row("r", 0, null))).isEqualTo(RowKeys.NO_NULLS);
  }

  @Test
  void aRedeliveredRecordGoesToTheSameBucket() {
    assertThat(keys.nullBucket(row("r", null, "UK")))
        .isEqualTo(keys.nullBucket(row("r", null, "UK")));
  }

  @Test
  void theBucketTellsAStandInFromTheSameValueInARecord() {
    assertThat(keys.original("customer", 0, RowKeys.NO_NULLS)).isEqualTo(0);
    assertThat(keys.original("customer", 0, 7)).isNull();
    assertThat(keys.original("country", "", RowKeys.NO_NULLS)).isNull();
    assertThat(keys.original("country", "UK", 7)).isEqualTo("UK");
  }

  private static ShardRow row(String id, @Nullable Integer customer, @Nullable String country) {
    List<@Nullable Object> columns = new ArrayList<>();
    columns.add(customer);
    columns.add(country);
    return new ShardRow(0, "k", 1_000, id, null, 1, Collections.unmodifiableList(columns));
  }

  private static Column column(String name, ColumnType type, String ifNull) {
    return new Column(
        name, type, name, BadField.REJECT, ifNull, TimeUnit.AUTO, ZoneOffset.UTC, false);
  }
}
