package io.shardsteer.deploy.benchmarks;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.SegmentMessage;
import io.shardsteer.common.message.TableMessage;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.FollowedHistory;
import io.shardsteer.common.steering.ModelRef;
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

/**
 * The routing tables of a year, published, followed and summarised: a new model each week, and
 * split points that follow the daily cycle of the load as far as a rebalance would move them.
 */
final class SimulatedYear {
  private static final long MINUTE = 60_000;
  private static final long DAY = 24 * 60 * MINUTE;
  private static final long WEEK = 7 * DAY;
  private static final long YEAR = 365 * DAY;
  private static final long LEAD = 1_000;
  private static final long START = 1_700_006_400_000L / DAY * DAY;
  private static final Duration EXACT_FOR = Duration.ofDays(7);

  /** A rebalance leaves rates alone within this share of fair. */
  private static final double SLACK = 0.05;

  /** Order keys of the sample to a shard, between which split points are free. */
  private static final int KEYS_OF_A_SHARD = 8;

  private static final int QUERIES = 300;

  private final int shards;
  private final int count;
  private final YearTopic topic;
  private final Random random = new Random(1);
  private final DailyLoad load = new DailyLoad();
  private final List<PastQuery> queries = new ArrayList<>();
  private final FollowedHistory followed;
  private long arrivalNanos;
  private long messageBytes;
  private double readsAskedRatio;

  SimulatedYear(int shards, int count, YearTopic topic) {
    this.shards = shards;
    this.count = count;
    this.topic = topic;
    followed =
        new FollowedHistory(
            RoutingTable.initial(shards, LEAD, true),
            obstacle -> {
              throw new IllegalStateException(obstacle);
            });
    for (int i = 0; i < QUERIES; i++) {
      queries.add(PastQuery.random(random, START, YEAR - 30 * DAY));
    }
  }

  void run() {
    publish(RoutingTable.initial(shards, LEAD, true), START);
    double[] splitPoints = new double[shards - 1];
    List<Integer> ids = new ArrayList<>(IntStream.range(0, shards).boxed().toList());
    ModelRef model = ModelRef.HASH;
    RoutingTable before = followed.now().latest();
    for (int revision = 1; revision <= count; revision++) {
      long now = START + (long) ((double) YEAR * revision / count);
      int week = 1 + (int) ((now - START) / WEEK);
      boolean isNewModel = week != model.version();
      if (isNewModel) {
        model = new ModelRef(week, "function://public/default/year-model@v" + week, "00");
        Collections.shuffle(ids, random);
        load.learn(random);
      }
      load.at(now);
      load.follow(splitPoints, isNewModel ? 0 : SLACK, KEYS_OF_A_SHARD);
      var table =
          new RoutingTable(
              revision,
              model,
              SplitPoints.of(splitPoints),
              ids,
              now + LEAD,
              LEAD,
              true,
              "sizes: largest 1.031 of fair, expected 1.004; re-routes 2.1 % of the load",
              new RowPartitions(1 << 14, 15 * MINUTE),
              Pins.NONE);
      publish(table, now);
      RoutingTable newest = followed.now().latest();
      PastQuery.meet(
          queries, before, before.effectiveFromMillis(), newest.effectiveFromMillis() - 1);
      before = newest;
      if (now / (60 * MINUTE) != (now - YEAR / count) / (60 * MINUTE)) {
        summarise(now);
      }
    }
    readsAskedRatio = PastQuery.ratio(queries, followed.now());
  }

  private void publish(RoutingTable table, long now) {
    byte[] bytes = MessageCodec.encode(new TableMessage(table));
    messageBytes += bytes.length;
    topic.publish(SegmentMessage.key(table.revision()), bytes, now);
    long start = YearBenchmark.cpuNanos();
    TableMessage message = MessageCodec.decode(bytes, TableMessage.class);
    followed.table(message.table(), now);
    RoutingSnapshot unused = RoutingSnapshot.of(followed.now());
    arrivalNanos += YearBenchmark.cpuNanos() - start;
  }

  private void summarise(long now) {
    RoutingHistory history = followed.now();
    for (Segment segment : Summaries.due(history, now, EXACT_FOR)) {
      topic.publish(
          SegmentMessage.key(segment), MessageCodec.encode(new SegmentMessage(segment)), now);
      for (Segment known : history.segments()) {
        if (segment.covers(known.fromRevision())
            && known.fromRevision() != segment.fromRevision()) {
          topic.withdraw(SegmentMessage.key(known));
        }
      }
      for (long revision = segment.fromRevision(); revision <= segment.toRevision(); revision++) {
        topic.withdraw(SegmentMessage.key(revision));
      }
      followed.segment(segment);
    }
  }

  long endMillis() {
    return START + YEAR + LEAD;
  }

  int tables() {
    return count;
  }

  int segments() {
    return followed.now().segments().size();
  }

  /** Mean time from a table's message to its being ready to route. */
  double arrivalMicros() {
    return arrivalNanos / 1e3 / count;
  }

  double messageBytes() {
    return (double) messageBytes / count;
  }

  double readsAskedRatio() {
    return readsAskedRatio;
  }
}
