package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.control.ControllerAction.PublishTable;
import io.shardsteer.common.control.ControllerAction.SaveCheckpoint;
import io.shardsteer.common.control.ControllerAction.SaveLoad;
import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.message.ControllerCommand.Origin;
import io.shardsteer.common.message.ControllerCommand.Pause;
import io.shardsteer.common.message.ControllerCommand.Resume;
import io.shardsteer.common.message.DelayHistogram;
import io.shardsteer.common.message.HeavyKey;
import io.shardsteer.common.message.LoadBucket;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.OrderKeySketch;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SketchedOrderKeys;
import io.shardsteer.common.steering.SplitPoints;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A stream of 1,000 records a second whose rows expire after seven days. */
class ExpiringSizesTest {
  private static final Duration TTL = Duration.ofDays(7);
  private static final Duration STEP = Duration.ofHours(2);
  private static final int STEPS_OF_TTL = (int) TTL.dividedBy(STEP);
  private static final int STEPS_OF_A_YEAR = (int) Duration.ofDays(365).dividedBy(STEP);
  private static final double RECORDS = 1_000.0 * STEP.toSeconds();
  private static final int KEYS = 2_048;
  private static final long START = 1_700_000_000_000L;

  private final double[] routed = new double[16];
  private final Deque<double[]> stored = new ArrayDeque<>();
  private final Map<String, LoadBucket> buckets = new HashMap<>();
  private Optional<ControllerCheckpoint> checkpoint = Optional.empty();
  private PipelineConfig config = Configs.expiring(8, STEP, TTL);
  private RoutingHistory history = steered(SplitPoints.uniform(8));
  private Controller controller = new Controller(config, history, List.of());
  private ShardReport report = report(0, new double[16]);
  private long now = START;
  private int sequence;

  /** By a model whose positions are spread evenly. */
  private static RoutingHistory steered(SplitPoints splitPoints) {
    return RoutingHistory.startingWith(RoutingTable.initial(8))
        .with(
            new RoutingTable(
                1,
                new ModelRef(1, "function://t/n/m@v1", "00"),
                splitPoints,
                IntStream.range(0, 8).boxed().toList(),
                START - 1,
                "test"));
  }

  private static ShardReport report(int sequence, double[] routed) {
    Map<Integer, Long> records = new HashMap<>();
    for (int shard = 0; shard < routed.length; shard++) {
      records.put(shard, Math.round(routed[shard]));
    }
    OrderKeySketch keys = OrderKeySketch.forShards(9);
    for (int i = 0; i < KEYS; i++) {
      keys.add((i + 0.5) / KEYS);
    }
    long at = START + sequence * STEP.toMillis();
    return new ShardReport(
        "r/0",
        "a",
        sequence,
        at,
        at,
        records,
        records,
        Map.of(),
        Map.of(),
        SketchedOrderKeys.toText(keys, KEYS, 0),
        1,
        RECORDS,
        1,
        0,
        0,
        0,
        HeavyKey.NONE,
        0,
        0,
        DelayHistogram.NONE,
        0);
  }

  private void obey(List<ControllerAction> actions) {
    for (ControllerAction action : actions) {
      if (action instanceof PublishTable publish
          && publish.table().revision() > history.latest().revision()) {
        history = history.with(publish.table());
      } else if (action instanceof SaveCheckpoint save) {
        checkpoint = Optional.of(save.checkpoint());
      } else if (action instanceof SaveLoad save) {
        byte[] bytes = MessageCodec.encode(save.bucket());
        LoadBucket bucket = MessageCodec.decode(bytes, LoadBucket.class);
        buckets.put(bucket.key(), bucket);
      }
    }
  }

  private void stream(int steps) {
    for (int step = 0; step < steps; step++) {
      RoutingTable table = history.at(now);
      double[] came = new double[16];
      for (int interval = 0; interval < table.shards().size(); interval++) {
        double width = table.splitPoints().to(interval) - table.splitPoints().from(interval);
        came[table.shards().get(interval)] += RECORDS * width;
      }
      stored.addLast(came);
      if (stored.size() > STEPS_OF_TTL) {
        stored.removeFirst();
      }
      Arrays.setAll(routed, shard -> routed[shard] + came[shard]);
      now += STEP.toMillis();
      report = report(++sequence, routed);
      obey(controller.onReport(report, now));
      obey(controller.onTick(now));
    }
  }

  private void restart() {
    controller = new Controller(config, history, List.of(report), checkpoint, buckets.values());
    obey(controller.start(now));
  }

  /** What a shard's table holds, as a multiple of the mean of some shards. */
  private double size(int shard, int shards) {
    double[] sizes = new double[16];
    stored.forEach(came -> Arrays.setAll(sizes, it -> sizes[it] + came[it]));
    return sizes[shard] * shards / Arrays.stream(sizes).sum();
  }

  @Test
  void aNewShardIsAsLargeAsTheOthersAfterOneTimeToLive() {
    obey(controller.start(now));
    stream(STEPS_OF_A_YEAR / 2);
    config = Configs.expiring(9, STEP, TTL);
    obey(controller.onConfig(config, now));
    for (int part = 0; part < 4; part++) {
      stream(STEPS_OF_TTL / 4);
      restart();
    }
    stream(1);
    assertThat(history.latest().shards()).hasSize(9);
    assertThat(size(8, 9)).isBetween(0.9, 1.1);
    stream(STEPS_OF_A_YEAR / 2 - STEPS_OF_TTL);
    for (int shard = 0; shard < 9; shard++) {
      assertThat(size(shard, 9)).isBetween(0.97, 1.03);
    }
  }

  @Test
  void aShardThatIsAheadIsEvenAfterOneTimeToLive() {
    double[] splitPoints = new double[7];
    Arrays.setAll(splitPoints, i -> (i + 1.1) / 8.1);
    history = steered(SplitPoints.of(splitPoints));
    controller = new Controller(config, history, List.of());
    obey(controller.start(now));
    Origin origin = new Origin("1", "ann", "test", now);
    obey(controller.onCommand(new Pause(origin, true, true), now));
    stream(2 * STEPS_OF_TTL);
    assertThat(size(0, 8)).isGreaterThan(1.08);
    obey(controller.onCommand(new Resume(new Origin("2", "ann", "", now), true, true), now));
    stream(STEPS_OF_TTL);
    for (int shard = 0; shard < 8; shard++) {
      assertThat(size(shard, 8)).isBetween(0.97, 1.03);
    }
  }

  @Test
  void whatIsMovedExpiresWithTheRowsThatWereMoved() {
    obey(controller.start(now));
    stream(3 * STEPS_OF_TTL);
    long half = Math.round(RECORDS * STEPS_OF_TTL / 8 / 2);
    var reshard = new Reshard(1, now, history.latest().revision(), Reshard.Phase.DONE);
    var moved = new ReshardMessage(reshard, "", 0, "", Map.of(0, -half, 1, half), Map.of());
    obey(controller.onCommand(new Pause(new Origin("1", "ann", "", now), true, true), now));
    obey(controller.onReshard(moved, now));
    assertThat(ratio()).isBetween(2.9, 3.1);
    restart();
    obey(controller.remember(moved));
    assertThat(ratio()).isBetween(2.9, 3.1);
    stream(STEPS_OF_TTL + 2);
    assertThat(ratio()).isBetween(0.97, 1.03);
  }

  /** Of the second to the first shard, as the controller sees them. */
  private double ratio() {
    List<Double> sizes = controller.view().sizes();
    return sizes.get(1) / sizes.get(0);
  }
}
