package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.control.ControllerAction.Answer;
import io.shardsteer.common.control.ControllerAction.LogDecision;
import io.shardsteer.common.control.ControllerAction.PublishTable;
import io.shardsteer.common.control.ControllerAction.RequestRetrain;
import io.shardsteer.common.control.ControllerAction.SaveCheckpoint;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.common.message.ControllerCommand.Origin;
import io.shardsteer.common.message.ControllerCommand.Pause;
import io.shardsteer.common.message.ControllerCommand.Resume;
import io.shardsteer.common.message.ControllerCommand.Rollback;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.message.TrainingOutcome.Refused;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RouterTally;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A controller that ends at any moment is followed by one that goes on as it would have. */
class RestartTest {
  private static final int SHARDS = 4;
  private static final int RECORDS_PER_SECOND = 1_000;
  private static final int RECORDS_PER_SAMPLE = 5;
  private static final long START_MILLIS = 1_700_000_000_000L;

  /** Router, trainer and topics around a controller that is replaced now and then. */
  private static final class World {
    final SplittableRandom random;
    final FieldValues values = new FieldValues(FieldPaths.of(List.of("x")));
    final Decider decider = new Decider();
    final RouterTally tally = new RouterTally("r/0", "a", Load.RECORDS, SHARDS);
    final List<LoggedDecision> decisions = new ArrayList<>();
    final List<RetrainRequest> requests = new ArrayList<>();
    final List<CommandAnswer> answers = new ArrayList<>();
    RoutingSnapshot snapshot =
        RoutingSnapshot.of(
            RoutingHistory.startingWith(RoutingTable.initial(SHARDS)), List.of());
    Optional<ControllerCheckpoint> checkpoint = Optional.empty();
    Optional<ShardReport> report = Optional.empty();
    Controller controller;
    long now = START_MILLIS;
    long count;
    double rejectShare;

    World(long seed) {
      random = new SplittableRandom(seed);
      List<RoutedModel> models = new ArrayList<>();
      for (int version = 1; version < 200; version++) {
        models.add(
            new RoutedModel(
                version, 1, (from, into) -> into[0] = from.number(0), row -> row[0]));
      }
      snapshot = RoutingSnapshot.of(snapshot.history(), models);
      controller = new Controller(Configs.shards(SHARDS), snapshot.history(), List.of());
      obey(controller.start(now));
    }

    void restart() {
      controller =
          new Controller(
              Configs.shards(SHARDS),
              snapshot.history(),
              report.map(List::of).orElse(List.of()),
              checkpoint);
      obey(controller.start(now));
    }

    void restartWithoutCheckpoint() {
      checkpoint = Optional.empty();
      restart();
    }

    void obey(List<ControllerAction> actions) {
      for (ControllerAction action : actions) {
        if (action instanceof PublishTable publish
            && publish.table().revision() > snapshot.history().latest().revision()) {
          snapshot = snapshot.with(publish.table());
        } else if (action instanceof RequestRetrain request) {
          requests.add(request.request());
        } else if (action instanceof LogDecision log) {
          decisions.add(log.entry());
        } else if (action instanceof Answer answer) {
          answers.add(answer.answer());
        } else if (action instanceof SaveCheckpoint save) {
          byte[] bytes = MessageCodec.encode(save.checkpoint());
          checkpoint = Optional.of(MessageCodec.decode(bytes, ControllerCheckpoint.class));
        }
      }
    }

    void stream(int seconds) {
      for (int second = 0; second < seconds; second++) {
        for (int record = 0; record < RECORDS_PER_SECOND; record++) {
          if (random.nextDouble() < rejectShare) {
            tally.rejected(Rejection.Reason.BAD_FIELD);
            continue;
          }
          double x = random.nextDouble();
          values.setNumber(0, x * x);
          decider.decide(snapshot, values, random.nextLong(), now + record);
          tally.routed(decider, 100, now + record, false);
          if (++count % RECORDS_PER_SAMPLE == 0) {
            tally.sampled();
          }
        }
        now += 1_000;
        ShardReport next = tally.report(now, 0);
        report = Optional.of(next);
        obey(controller.onReport(next, now));
        obey(controller.onTick(now));
      }
    }

    void answerWithModel() {
      RetrainRequest request = requests.get(requests.size() - 1);
      List<Double> quantiles =
          IntStream.rangeClosed(0, 512).mapToObj(i -> Math.pow(i / 513.0, 2)).toList();
      var model = new ModelRef(request.modelVersion(), "function://t/n/m@v1", "00");
      var candidate =
          new Candidate(
              request.id(), model, List.of(), quantiles, List.of(), Map.of("r2", 0.9), 1000);
      obey(controller.onOutcome(candidate, now));
    }

    void refuse() {
      RetrainRequest request = requests.get(requests.size() - 1);
      obey(controller.onOutcome(new Refused(request.id(), "no", Map.of()), now));
    }

    void command(ControllerCommand command) {
      obey(controller.onCommand(command, now));
    }

    Origin origin(String id) {
      return new Origin(id, "ann", "release", now);
    }

    List<String> kinds() {
      return decisions.stream().map(LoggedDecision::kind).toList();
    }
  }

  private final World world = new World(1);

  private void adopt() {
    world.stream(30);
    world.answerWithModel();
  }

  @Test
  void aModelUnderWhichRecordsAreRejectedIsTakenBackThoughTheControllerRestarts() {
    adopt();
    world.stream(5);
    world.restart();
    world.rejectShare = 0.2;
    world.stream(40);
    assertThat(world.kinds()).contains("reverted");
  }

  @Test
  void aLostCheckpointDoesNotDisarmProbation() {
    adopt();
    world.stream(5);
    world.restartWithoutCheckpoint();
    world.rejectShare = 0.2;
    world.stream(40);
    assertThat(world.kinds()).contains("reverted");
  }

  @Test
  void oneRefusalAfterARestartDoesNotPostponeTheNextRequestForLong() {
    world.stream(600);
    world.restartWithoutCheckpoint();
    world.stream(3);
    world.refuse();
    int before = world.requests.size();
    world.stream(120);
    assertThat(world.requests).hasSizeGreaterThan(before);
  }

  @Test
  void aRequestInFlightIsNotSentAgainByTheNextController() {
    world.stream(40);
    assertThat(world.requests).hasSize(1);
    world.restart();
    world.stream(60);
    assertThat(world.requests).hasSize(1);
    world.answerWithModel();
    assertThat(world.snapshot.history().latest().model().version()).isEqualTo(1);
  }

  @Test
  void pausedModelsStayPausedAndACandidateWaitsUntilTheyAreResumed() {
    world.stream(40);
    world.command(new Pause(world.origin("1"), true, true));
    world.restart();
    world.answerWithModel();
    assertThat(world.snapshot.history().latest().revision()).isZero();
    world.restart();
    assertThat(world.controller.status(world.now).candidates()).hasSize(1);
    assertThat(world.controller.status(world.now).pauses()).hasSize(2);
    world.command(new Resume(world.origin("2"), true, true));
    assertThat(world.snapshot.history().latest().model().version()).isEqualTo(1);
    assertThat(world.decisions)
        .filteredOn(it -> it.kind().equals("paused") || it.kind().equals("resumed"))
        .allSatisfy(it -> assertThat(it.who()).isEqualTo("ann"))
        .allSatisfy(it -> assertThat(it.message()).contains("release"))
        .hasSize(2);
  }

  @Test
  void aCommandThatComesTwiceTakesEffectOnce() {
    adopt();
    world.stream(10);
    var command = new Rollback(world.origin("1"), Rollback.Target.HASH, 0);
    world.command(command);
    long revision = world.snapshot.history().latest().revision();
    world.restart();
    world.command(command);
    assertThat(world.snapshot.history().latest().revision()).isEqualTo(revision);
    assertThat(world.snapshot.history().latest().model().isHash()).isTrue();
    assertThat(world.answers).allMatch(CommandAnswer::accepted).hasSize(2);
    world.stream(60);
    assertThat(world.requests).as("models stay paused after a rollback").hasSize(1);
  }

  @Test
  void goesBackToAModelOnAnOperatorsWord() {
    adopt();
    world.stream(90);
    world.command(new Rollback(world.origin("1"), Rollback.Target.HASH, 0));
    world.stream(10);
    world.command(new Rollback(world.origin("2"), Rollback.Target.MODEL, 1));
    assertThat(world.snapshot.history().latest().model().version()).isEqualTo(1);
    world.command(new Rollback(world.origin("3"), Rollback.Target.MODEL, 77));
    assertThat(world.answers.get(2).accepted()).isFalse();
  }

  /**
   * Two worlds see the same random events; in one the controller is replaced at random moments.
   * Its slow loop decides the same at the same times.
   */
  @Test
  void decidesAsAControllerThatWasNeverReplaced() {
    for (long seed = 0; seed < SEQUENCES; seed++) {
      var events = new SplittableRandom(seed);
      var one = new World(seed);
      var other = new World(seed);
      for (int event = 0; event < EVENTS; event++) {
        int what = events.nextInt(8);
        int number = event;
        for (World each : List.of(one, other)) {
          happen(each, what, number);
        }
        if (events.nextBoolean()) {
          other.restart();
        }
      }
      assertThat(slow(other)).as("seed %d", seed).isEqualTo(slow(one));
    }
  }

  private static final int SEQUENCES = 100;
  private static final int EVENTS = 12;

  private static void happen(World world, int what, int number) {
    String id = "c" + number;
    switch (what) {
      case 0 -> world.command(new Pause(world.origin(id), number % 2 == 0, true));
      case 1, 2 -> world.command(new Resume(world.origin(id), true, true));
      case 3 -> {
        if (!world.requests.isEmpty()) {
          world.answerWithModel();
        }
      }
      case 4 -> world.command(new Rollback(world.origin(id), Rollback.Target.HASH, 0));
      case 5 -> {
        if (!world.requests.isEmpty()) {
          world.refuse();
        }
      }
      default -> world.stream(10);
    }
  }

  /** What was decided about models, and when. */
  private static List<String> slow(World world) {
    return world.decisions.stream()
        .filter(it -> !it.kind().equals("started") && !it.trigger().equals("rebalanced"))
        .filter(it -> !it.kind().equals("rebalanced") && !it.kind().startsWith("resolution"))
        .map(it -> it.atMillis() + " " + it.kind() + " " + it.trigger())
        .toList();
  }
}
