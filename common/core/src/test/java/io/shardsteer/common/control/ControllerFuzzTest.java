package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.Fuzz;
import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.control.ControllerAction.PublishTable;
import io.shardsteer.common.message.BadMessageException;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.SteerMessage;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.RouterTally;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whoever may write to a pipeline's topics can tell the controller anything. */
class ControllerFuzzTest {
  private static final int SHARDS = 4;
  private static final int MESSAGES = 20;
  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final long INTERVAL_MILLIS = 500;
  private static final List<byte[]> GOOD = goodMessages();

  @Test
  void damagedMessagesNeitherStopTheControllerNorMakeItPublishWhatNoRouterCanUse() {
    Fuzz fuzz = new Fuzz().run(Fuzz.ROUNDS / MESSAGES, ControllerFuzzTest::session);
    assertThat(fuzz.taken()).as("sessions in which the controller published a table").isPositive();
  }

  /** Good and damaged messages in turn; returns whether any table came of them. */
  private static boolean session(RandomGenerator random) {
    RoutingHistory history = RoutingHistory.startingWith(RoutingTable.initial(SHARDS));
    Controller controller = new Controller(Configs.shards(SHARDS), history, List.of());
    controller.start(START_MILLIS);
    long now = START_MILLIS;
    for (int i = 0; i < MESSAGES; i++) {
      byte[] bytes =
          random.nextInt(4) == 0
              ? GOOD.get(random.nextInt(GOOD.size()))
              : Fuzz.damaged(GOOD, random);
      now += random.nextLong(2 * INTERVAL_MILLIS);
      history = follow(history, tell(controller, bytes, now), now);
      history = follow(history, controller.onTick(now), now);
      assertThat(controller.view()).isNotNull();
    }
    return history.latest().revision() > 0;
  }

  /** Takes the tables as routers do, which leave out what they have no use for. */
  private static RoutingHistory follow(
      RoutingHistory history, List<ControllerAction> actions, long now) {
    RoutingHistory followed = history;
    for (ControllerAction action : actions) {
      if (action instanceof PublishTable publish) {
        assertThat(followed.obstacle(publish.table(), now)).as(publish.toString()).isEmpty();
        followed = followed.with(publish.table());
      }
    }
    return followed;
  }

  private static List<ControllerAction> tell(Controller controller, byte[] bytes, long now) {
    SteerMessage message;
    try {
      message = MessageCodec.decode(bytes, SteerMessage.class);
    } catch (BadMessageException refused) {
      return List.of();
    }
    if (message instanceof ShardReport report) {
      return controller.onReport(report, now);
    }
    if (message instanceof QueryReport report) {
      controller.onQueries(report, now);
    } else if (message instanceof TrainingOutcome outcome) {
      return controller.onOutcome(outcome, now);
    }
    return List.of();
  }

  private static List<byte[]> goodMessages() {
    SplittableRandom random = new SplittableRandom(1);
    FieldValues values = new FieldValues(FieldPaths.of(List.of("x")));
    Decider decider = new Decider();
    RoutingSnapshot snapshot =
        RoutingSnapshot.of(RoutingHistory.startingWith(RoutingTable.initial(SHARDS)), List.of());
    List<byte[]> messages = new ArrayList<>();
    for (int instance = 0; instance < 2; instance++) {
      RouterTally tally = new RouterTally("r/" + instance, "a" + instance, Load.RECORDS, SHARDS);
      for (int report = 0; report < 6; report++) {
        long at = START_MILLIS + report * INTERVAL_MILLIS;
        for (int record = 0; record < 400; record++) {
          // Uneven ties, so that there is something to decide.
          long hash = random.nextInt(3) == 0 ? random.nextLong() : random.nextLong() >>> 2;
          decider.decide(snapshot, values, hash, at + record);
          tally.routed(decider.decision("", ""), 100, at + record, false, false);
        }
        tally.rejected(Rejection.Reason.UNDECODABLE);
        messages.add(MessageCodec.encode(tally.report(at + INTERVAL_MILLIS, report)));
      }
    }
    messages.add(
        MessageCodec.encode(
            new TrainingOutcome.Candidate(
                "r",
                new ModelRef(1, "function://t/n/m@v1", "00"),
                List.of(),
                IntStream.rangeClosed(0, 16).mapToObj(i -> Math.min(i / 16.0, 0.999)).toList(),
                List.of(),
                Map.of("r2", 0.9),
                1_000)));
    messages.add(MessageCodec.encode(new TrainingOutcome.Refused("r", "no", Map.of("r2", 0.1))));
    return messages;
  }
}
