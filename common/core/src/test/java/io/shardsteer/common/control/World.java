package io.shardsteer.common.control;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.control.ControllerAction.Answer;
import io.shardsteer.common.control.ControllerAction.LogDecision;
import io.shardsteer.common.control.ControllerAction.PublishTable;
import io.shardsteer.common.control.ControllerAction.RequestMove;
import io.shardsteer.common.control.ControllerAction.RequestRetrain;
import io.shardsteer.common.control.ControllerAction.SaveCheckpoint;
import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.common.message.ControllerCommand.Origin;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.MoveRequest;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.message.TrainingOutcome.Refused;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.Rejection;
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

/** Router, trainer and topics around a controller that is replaced now and then. */
final class World {
  private static final int SHARDS = 4;
  private static final int RECORDS_PER_SAMPLE = 5;
  private static final long START_MILLIS = 1_700_000_000_000L;

  final SplittableRandom random;
  final FieldValues values = new FieldValues(FieldPaths.of(List.of("x")));
  final Decider decider = new Decider();
  final RouterTally tally = new RouterTally("r/0", "a", Load.RECORDS, SHARDS);
  final List<LoggedDecision> decisions = new ArrayList<>();
  final List<RetrainRequest> requests = new ArrayList<>();
  final List<CommandAnswer> answers = new ArrayList<>();
  final List<MoveRequest> moves = new ArrayList<>();
  RoutingSnapshot snapshot =
      RoutingSnapshot.of(RoutingHistory.startingWith(RoutingTable.initial(SHARDS)), List.of());
  Optional<ControllerCheckpoint> checkpoint = Optional.empty();
  Optional<ShardReport> report = Optional.empty();
  PipelineConfig config;
  Controller controller;
  int recordsPerSecond = 1_000;
  long now = START_MILLIS;
  long count;
  double rejectShare;

  /** Share of the records that have {@link Simulation#FIXED_KEY}. */
  double fixedKeyShare;

  World(long seed) {
    this(seed, Configs.shards(SHARDS));
  }

  World(long seed, PipelineConfig config) {
    this.config = config;
    random = new SplittableRandom(seed);
    List<RoutedModel> models = new ArrayList<>();
    for (int version = 1; version < 200; version++) {
      models.add(
          new RoutedModel(version, 1, (from, into) -> into[0] = from.number(0), row -> row[0]));
    }
    snapshot = RoutingSnapshot.of(snapshot.history(), models);
    controller = new Controller(config, snapshot.history(), List.of());
    obey(controller.start(now));
  }

  void restart() {
    controller =
        new Controller(
            config, snapshot.history(), report.map(List::of).orElse(List.of()), checkpoint);
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
      } else if (action instanceof RequestMove move) {
        moves.add(move.request());
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

  private void route(RouterTally router, long publishMillis) {
    if (random.nextDouble() < rejectShare) {
      router.rejected(Rejection.Reason.BAD_FIELD);
      return;
    }
    double x = random.nextDouble();
    values.setNumber(0, x * x);
    boolean fixed = fixedKeyShare > 0 && random.nextDouble() < fixedKeyShare;
    long key = fixed ? Long.parseLong(Simulation.FIXED_KEY) : random.nextLong();
    decider.decide(snapshot, values, new Simulation.Key(key), publishMillis);
    router.routed(decider.decision("", ""), 100, publishMillis, false, false);
    if (++count % RECORDS_PER_SAMPLE == 0) {
      router.sampled();
    }
  }

  void stream(int seconds) {
    for (int second = 0; second < seconds; second++) {
      for (int record = 0; record < recordsPerSecond; record++) {
        route(tally, now + record * 1000L / recordsPerSecond);
      }
      now += 1_000;
      ShardReport next = tally.report(now, 0);
      report = Optional.of(next);
      obey(controller.onReport(next, now));
      obey(controller.onTick(now));
    }
  }

  /** Streams through another router, too. */
  void beside(RouterTally other, double share, int seconds) {
    for (int second = 0; second < seconds; second++) {
      for (int record = 0; record < share * recordsPerSecond; record++) {
        route(other, now + record);
      }
      obey(controller.onReport(other.report(now + 1_000, 0), now));
      stream(1);
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
