package io.shardsteer.common.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.shardsteer.common.pin.Pin;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.routing.Decider.Outcome;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.RowPartitions;
import io.shardsteer.common.steering.SplitPoints;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeciderTest {
  private static final ModelRef MODEL_1 = new ModelRef(1, "function://t/n/model@v1", "00");
  private static final RoutedModel HALVES =
      new RoutedModel(1, 1, (values, into) -> into[0] = values.number(0), row -> row[0] / 10);

  private final FieldValues values = new FieldValues(FieldPaths.of(List.of("x")));
  private final Decider decider = new Decider();

  private static final RoutingHistory HASH_THEN_MODEL =
      RoutingHistory.startingWith(RoutingTable.initial(4))
          .with(
              new RoutingTable(
                  1, MODEL_1, SplitPoints.of(0.25, 0.5, 0.75), List.of(3, 2, 1, 0), 1000, "first"));

  @Test
  void spreadsRecordsByTheirHashWhileThereIsNoModel() {
    var snapshot = RoutingSnapshot.of(HASH_THEN_MODEL);
    assertThat(decider.decide(snapshot, values, 0xC000_0000_0000_0000L, 999))
        .isEqualTo(Outcome.PLACED);
    assertThat(decider.shard()).isEqualTo(3);
    assertThat(decider.revision()).isZero();
    assertThat(decider.modelVersion()).isZero();
  }

  @Test
  void followsTheTableInForceAtPublishTimeNotTheNewest() {
    var snapshot = RoutingSnapshot.of(HASH_THEN_MODEL, List.of(HALVES));
    values.setNumber(0, 1);
    assertThat(decider.decide(snapshot, values, 0xC000_0000_0000_0000L, 1000))
        .isEqualTo(Outcome.PLACED);
    assertThat(decider.shard()).isEqualTo(3);
    assertThat(decider.orderKey()).isBetween(0.1 - 1e-6, 0.1 + 1e-6);
    values.setNumber(0, 9.9);
    decider.decide(snapshot, values, 0xC000_0000_0000_0000L, 1000);
    assertThat(decider.shard()).isZero();
    assertThat(decider.modelVersion()).isEqualTo(1);
    decider.decide(snapshot, values, 0xC000_0000_0000_0000L, 999);
    assertThat(decider.revision()).isZero();
  }

  @Test
  void saysThatTheModelIsMissingAndWhich() {
    assertThat(decider.decide(RoutingSnapshot.of(HASH_THEN_MODEL), values, 7, 1000))
        .isEqualTo(Outcome.AWAITS_MODEL);
    assertThat(decider.modelVersion()).isEqualTo(1);
    assertThat(decider.revision()).isEqualTo(1);
    var loaded = RoutingSnapshot.of(HASH_THEN_MODEL).with(HALVES);
    values.setNumber(0, 5);
    assertThat(decider.decide(loaded, values, 7, 1000)).isEqualTo(Outcome.PLACED);
  }

  @Test
  void placesByHashARecordThatTheModelGivesNoNumberFor() {
    var snapshot = RoutingSnapshot.of(HASH_THEN_MODEL, List.of(HALVES));
    values.clear();
    assertThat(decider.decide(snapshot, values, 0xC000_0000_0000_0000L, 1000))
        .isEqualTo(Outcome.PLACED_BY_HASH);
    assertThat(decider.orderKey()).isBetween(0.75, 0.751);
  }

  @Test
  void allocatesNothing() {
    var snapshot = RoutingSnapshot.of(HASH_THEN_MODEL, List.of(HALVES));
    values.setNumber(0, 5);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    decideMany(snapshot);
    long before = threads.getCurrentThreadAllocatedBytes();
    decideMany(snapshot);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  /** Keys that are their own hash. */
  private record Key(String rowKey) implements Decider.RecordKey {
    @Override
    public long tieHash(boolean keepKeyTogether) {
      return 0;
    }
  }

  private static RoutingSnapshot pinning(Pin... pins) {
    return RoutingSnapshot.of(
        RoutingHistory.startingWith(
            new RoutingTable(
                0,
                ModelRef.HASH,
                SplitPoints.uniform(4),
                List.of(0, 1, 2, 3),
                0,
                100,
                true,
                "pins",
                RowPartitions.UNKNOWN_RATE,
                new Pins(List.of(pins)))));
  }

  private int shardOf(RoutingSnapshot snapshot, String key) {
    Decider pinning = new Decider(FieldPaths.of(List.of("x")));
    pinning.decide(snapshot, values, new Key(key), 1);
    Decision decision = pinning.decision("id", key);
    assertThat(decision.pinned()).isEqualTo(decision.shard() != 0);
    assertThat(decision.orderKey()).isZero();
    return decision.shard();
  }

  @Test
  void aPinnedKeyGoesToItsShard() {
    var snapshot = pinning(new Pin("", List.of("whale", "7"), 2, false));
    values.setNumber(0, 7);
    assertThat(shardOf(snapshot, "whale")).isEqualTo(2);
    assertThat(shardOf(snapshot, "7")).isEqualTo(2);
    assertThat(shardOf(snapshot, "other")).isZero();
  }

  @Test
  void aPinnedValueIsComparedAsItIsWritten() {
    var snapshot =
        pinning(new Pin("x", List.of("7", "true", "x1", "9007199254740993", "-0.0"), 2, false));
    values.setNumber(0, 7.0);
    assertThat(shardOf(snapshot, "a")).isEqualTo(2);
    values.setText(0, "7");
    assertThat(shardOf(snapshot, "a")).isEqualTo(2);
    values.setText(0, "7.0");
    assertThat(shardOf(snapshot, "a")).isZero();
    values.setBoolean(0, true);
    assertThat(shardOf(snapshot, "a")).isEqualTo(2);
    values.setBoolean(0, false);
    assertThat(shardOf(snapshot, "a")).isZero();
    values.setNumber(0, 9007199254740993L);
    assertThat(shardOf(snapshot, "a")).isEqualTo(2);
    values.setNumber(0, 9007199254740992L);
    assertThat(shardOf(snapshot, "a")).isZero();
    values.setNumber(0, 0.0);
    assertThat(shardOf(snapshot, "a")).isEqualTo(2);
    values.setNull(0);
    assertThat(shardOf(snapshot, "a")).isZero();
    values.clear();
    assertThat(shardOf(snapshot, "a")).isZero();
  }

  @Test
  void ofPinsThatFitTheFirstCounts() {
    var byField = new Pin("x", List.of("7"), 1, false);
    var byKey = new Pin("", List.of("whale"), 2, false);
    values.setNumber(0, 7);
    assertThat(shardOf(pinning(byField, byKey), "whale")).isEqualTo(1);
    assertThat(shardOf(pinning(byKey, byField), "whale")).isEqualTo(2);
    assertThat(shardOf(pinning(new Pin("x", List.of("7.0"), 3, false), byField), "a")).isEqualTo(3);
  }

  private void decideMany(RoutingSnapshot snapshot) {
    for (int i = 0; i < 100_000; i++) {
      decider.decide(snapshot, values, i * 0x9E3779B97F4A7C15L, i % 2000);
    }
  }
}
