package io.shardsteer.common.control;

import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.common.message.ControllerCommand.Approve;
import io.shardsteer.common.message.ControllerCommand.Origin;
import io.shardsteer.common.message.ControllerCommand.Pause;
import io.shardsteer.common.message.ControllerCommand.Reject;
import io.shardsteer.common.message.ControllerCommand.Resume;
import io.shardsteer.common.message.ControllerCommand.Retrain;
import io.shardsteer.common.message.ControllerCommand.Rollback;
import io.shardsteer.common.steering.RoutingTable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Carries out what operators want, each command once, and writes down who and why. Not thread-safe.
 */
final class OperatorCommands {
  /** Commands that are remembered; one that comes again after as many others would count anew. */
  private static final int MOST_REMEMBERED = 1_000;

  private final PendingDecisions decisions;
  private final ModelLoop models;
  private final Holds holds;
  private final Set<String> taken = new LinkedHashSet<>();

  OperatorCommands(PendingDecisions decisions, ModelLoop models, Holds holds) {
    this.decisions = decisions;
    this.models = models;
    this.holds = holds;
  }

  /** The commands that came last, oldest first. */
  List<String> taken() {
    return List.copyOf(taken);
  }

  void restore(List<String> saved) {
    taken.addAll(saved);
  }

  CommandAnswer take(ControllerCommand command, int shardCount, long nowMillis) {
    Origin origin = command.origin();
    if (!taken.add(origin.id())) {
      return new CommandAnswer(origin.id(), true, "Has taken effect already.");
    }
    if (taken.size() > MOST_REMEMBERED) {
      taken.remove(taken.iterator().next());
    }
    if (command instanceof Pause pause) {
      return pause(pause, nowMillis);
    }
    if (command instanceof Resume resume) {
      return resume(resume, nowMillis);
    }
    if (command instanceof Approve approve) {
      return answer(
          origin,
          models.approve(approve.candidate(), origin.who(), origin.reason(), nowMillis),
          "The candidate is adopted.");
    }
    if (command instanceof Reject reject) {
      return answer(
          origin,
          models.reject(reject.candidate(), origin.who(), origin.reason(), nowMillis),
          "The candidate is refused.");
    }
    if (command instanceof Rollback rollback) {
      return rollBack(rollback, shardCount, nowMillis);
    }
    Retrain retrain = (Retrain) command;
    return answer(
        origin,
        models.askForOperator(origin.who(), retrain.origin().reason(), nowMillis),
        "A training is asked for.");
  }

  private static CommandAnswer answer(Origin origin, Optional<String> obstacle, String done) {
    return new CommandAnswer(origin.id(), obstacle.isEmpty(), obstacle.orElse(done));
  }

  private CommandAnswer pause(Pause pause, long nowMillis) {
    Origin origin = pause.origin();
    holds.pause(pause.rebalancing(), pause.models(), origin.who(), origin.reason(), nowMillis);
    String what = what(pause.rebalancing(), pause.models());
    return note(origin, "paused", what + " paused, routing goes on.", nowMillis);
  }

  private CommandAnswer resume(Resume resume, long nowMillis) {
    Origin origin = resume.origin();
    holds.resume(resume.rebalancing(), resume.models());
    String what = what(resume.rebalancing(), resume.models());
    CommandAnswer answer = note(origin, "resumed", what + " resumed.", nowMillis);
    models.adoptIfFree(nowMillis);
    return answer;
  }

  private static String what(boolean rebalancing, boolean models) {
    if (rebalancing && models) {
      return "Rebalancing and models are";
    }
    return rebalancing ? "Rebalancing is" : models ? "Models are" : "Nothing is";
  }

  private CommandAnswer note(Origin origin, String kind, String message, long nowMillis) {
    String whole = origin.reason().isEmpty() ? message : message + " Reason: " + origin.reason();
    decisions.note(nowMillis, kind, "operator", whole, origin.who(), Map.of(), Map.of(), Map.of());
    return new CommandAnswer(origin.id(), true, message);
  }

  private CommandAnswer rollBack(Rollback rollback, int shardCount, long nowMillis) {
    Origin origin = rollback.origin();
    Optional<RoutingTable> to =
        switch (rollback.to()) {
          case HASH -> Optional.of(RoutingTable.initial(shardCount));
          case MODEL -> decisions.history().newestOf(rollback.number());
          case REVISION -> decisions.history().find(rollback.number());
        };
    if (to.isEmpty()) {
      String unknown =
          "No routing table with %s %d is known."
              .formatted(
                  rollback.to() == Rollback.Target.MODEL ? "model" : "revision", rollback.number());
      return new CommandAnswer(origin.id(), false, unknown);
    }
    Optional<String> obstacle = models.rollBack(to.get(), origin.who(), origin.reason(), nowMillis);
    if (obstacle.isEmpty()) {
      String why = origin.reason().isEmpty() ? "rollback" : "rollback: " + origin.reason();
      holds.pause(false, true, origin.who(), why, nowMillis);
    }
    return answer(origin, obstacle, "Rolled back; models stay paused until they are resumed.");
  }
}
