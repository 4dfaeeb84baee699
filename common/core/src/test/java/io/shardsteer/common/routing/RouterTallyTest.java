package io.shardsteer.common.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SketchedOrderKeys;
import io.shardsteer.common.steering.SplitPoints;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterTallyTest {
  private static final RoutingTable WITH_MODEL =
      new RoutingTable(
          1,
          new ModelRef(1, "function://t/n/model@v1", "00"),
          SplitPoints.of(0.5),
          List.of(0, 1),
          1000,
          "first");
  private static final RoutingSnapshot SNAPSHOT =
      RoutingSnapshot.of(
          RoutingHistory.startingWith(RoutingTable.initial(2)).with(WITH_MODEL),
          List.of(new RoutedModel(1, 0, (values, into) -> {}, row -> 0.25)));

  private final Decider decider = new Decider();

  private void route(RouterTally tally, double hash, int bytes, long publishMillis) {
    long keyHash = (long) (hash * 0x1p53) << 11;
    decider.decide(SNAPSHOT, new FieldValues(FieldPaths.of(List.of())), keyHash, publishMillis);
    tally.routed(decider.decision("", ""), bytes, publishMillis, false, false);
  }

  @Test
  void reportsWhatItDidSoFarEachTime() {
    var tally = new RouterTally("bikes-router/0", "a", Load.RECORDS, 2);
    route(tally, 0.1, 10, 5);
    route(tally, 0.9, 30, 4);
    tally.rejected(Rejection.Reason.UNDECODABLE);
    for (int millis = 1; millis <= 100; millis++) {
      tally.written(millis, 2L * millis);
    }
    var first = tally.report(100, 3);
    assertThat(first.records()).isEqualTo(Map.of(0, 1L, 1, 1L));
    assertThat(first.bytes()).isEqualTo(Map.of(0, 10L, 1, 30L));
    assertThat(first.rejects()).isEqualTo(Map.of("UNDECODABLE", 1L));
    assertThat(first.lastPublishMillis()).isEqualTo(5);
    assertThat(first.orderKeysLoad()).isEqualTo(2);
    assertThat(first.writeMillisP50()).isCloseTo(50, within(2.0));
    assertThat(first.writeMillisP99()).isCloseTo(99, within(2.0));
    assertThat(first.publishToStored().counts())
        .containsExactly(2L, 3L, 7L, 13L, 25L, 50L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    assertThat(first.publishToStored().sumSeconds()).isCloseTo(10.1, within(1e-9));

    route(tally, 0.2, 10, 6);
    var second = tally.report(200, 0);
    assertThat(second.sequence()).isEqualTo(1);
    assertThat(second.records()).isEqualTo(Map.of(0, 2L, 1, 1L));
    assertThat(second.orderKeysLoad()).isEqualTo(1);
    assertThat(second.writeMillisP99()).isZero();
    assertThat(second.publishToStored()).as("cumulative").isEqualTo(first.publishToStored());
  }

  @Test
  void sketchesOnlyTheNewestTablesModel() {
    var tally = new RouterTally("bikes-router/0", "a", Load.RECORDS, 2);
    route(tally, 0.9, 10, 5);
    route(tally, 0.9, 10, 1000);
    route(tally, 0.9, 10, 999);
    var report = tally.report(2000, 0);
    assertThat(report.orderKeysModelVersion()).isEqualTo(1);
    assertThat(report.orderKeysLoad()).isEqualTo(1);
    assertThat(SketchedOrderKeys.fromText(report.orderKeys()).count()).isEqualTo(1);
    assertThat(report.records()).isEqualTo(Map.of(1, 2L, 0, 1L));
  }

  @Test
  void weighsOrderKeysByBytesWhereBytesAreTheLoad() {
    var tally = new RouterTally("bikes-router/0", "a", Load.BYTES, 2);
    route(tally, 0.5, 1000, 5);
    tally.report(1, 0);
    for (int i = 0; i < 10_000; i++) {
      route(tally, 0.1, 600, 5);
      route(tally, 0.9, 1400, 5);
    }
    var report = tally.report(2, 0);
    var told = SketchedOrderKeys.fromText(report.orderKeys()).orderKeys();
    double low = Arrays.stream(told).filter(orderKey -> orderKey < 0.5).count();
    assertThat(low / told.length).isCloseTo(0.3, within(0.01));
    assertThat(report.orderKeysLoad()).isEqualTo(20_000_000);
  }

  @Test
  void tellsFewerOrderKeysTheMoreRoutersThereAre() {
    assertThat(orderKeys(1)).isEqualTo(8_192);
    assertThat(orderKeys(100)).isEqualTo(820);
  }

  private int orderKeys(int routers) {
    var tally = new RouterTally("bikes-router/0", "a", Load.RECORDS, 1_024, routers);
    for (int i = 0; i < 20_000; i++) {
      route(tally, i / 20_000.0, 100, 5);
    }
    return SketchedOrderKeys.fromText(tally.report(1, 0).orderKeys()).orderKeys().length;
  }

  @Test
  void hasAnEmptySketchWhereNothingWasRouted() {
    var report = new RouterTally("r/0", "a", Load.RECORDS, 2).report(1, 0);
    assertThat(report.orderKeys()).isEmpty();
    assertThat(report.records()).isEmpty();
  }
}
