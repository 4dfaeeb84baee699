package io.shardsteer.common.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.ReportChanges;
import io.shardsteer.common.message.RouterReport;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.WholeReports;
import io.shardsteer.common.steering.RowPlace;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SentReportsTest {
  private static final int SHARDS = 64;

  private final RouterTally tally = new RouterTally("r/0", "a", Load.RECORDS, SHARDS);
  private final SentReports sent = new SentReports();
  private final WholeReports whole = new WholeReports();
  private final Map<String, RouterReport> topic = new LinkedHashMap<>();
  private long now;

  private ShardReport count(int... shards) {
    for (int shard : shards) {
      tally.routed(
          new Decision("", "", shard, 0.5, 1, 0, false, RowPlace.NONE), 100, now, false, false);
    }
    return tally.report(++now, 0);
  }

  private RouterReport send(ShardReport report) {
    RouterReport message = sent.next(report);
    topic.remove(message.key());
    topic.put(message.key(), message);
    return MessageCodec.decode(MessageCodec.encode(message), RouterReport.class);
  }

  @Test
  void sendsWhatHasChangedOnceAWholeReportIsDurable() {
    RouterReport first = send(count(1, 2, 3));
    RouterReport second = send(count(4));
    assertThat(first).isInstanceOf(ShardReport.class);
    assertThat(second).as("the first may be lost").isInstanceOf(ShardReport.class);
    sent.durable(first);
    assertThat(send(count(5))).as("the second replaces the first").isInstanceOf(ShardReport.class);
    ShardReport third = count(5);
    RouterReport base = send(third);
    sent.durable(base);
    assertThat(send(count(2, 5)))
        .isInstanceOfSatisfying(
            ReportChanges.class,
            it -> assertThat(it.report().records()).isEqualTo(Map.of(2, 1L, 5, 1L)));
  }

  @Test
  void whoeverReadsKnowsWholeReports() {
    for (int i = 0; i < 100; i++) {
      ShardReport report = count(i % SHARDS, 7);
      RouterReport message = send(report);
      assertThat(whole.whole(message)).contains(report);
      if (i % 3 > 0) {
        sent.durable(message);
      }
    }
  }

  @Test
  void compactionLeavesTheNewest() {
    ShardReport newest = count(1);
    for (int i = 0; i < 100; i++) {
      sent.durable(send(newest));
      var after = new WholeReports();
      ShardReport known = null;
      for (RouterReport message : topic.values()) {
        known = after.whole(message).orElse(known);
      }
      assertThat(known).isEqualTo(newest);
      newest = count(i % SHARDS, 9);
    }
  }

  @Test
  void changesOfAnUnknownReportSayNothing() {
    ShardReport base = count(1);
    assertThat(whole.whole(ReportChanges.between(base, count(2)))).isEmpty();
  }
}
