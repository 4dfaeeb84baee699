package io.shardsteer.common.control;

import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCheckpoint.Corrections;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.common.message.ControllerCommand.Approve;
import io.shardsteer.common.message.ControllerCommand.Origin;
import io.shardsteer.common.message.ControllerCommand.Pause;
import io.shardsteer.common.message.ControllerCommand.Reject;
import io.shardsteer.common.message.ControllerCommand.Resume;
import io.shardsteer.common.message.ControllerCommand.Retrain;
import io.shardsteer.common.message.ControllerCommand.Rollback;
import io.shardsteer.common.message.ControllerCommand.StoredRows;
import io.shardsteer.common.steering.RoutingTable;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Carries out what operators want, each command once, and writes down who and why. Not thread-safe.
 */
final class OperatorCommands {
  /** Commands that are remembered; one that comes again after as many others would count anew. */
  private static final int MOST_REMEMBERED = 1_000;

  /** Shards that one message names. */
  private static final int MOST_NAMED = 8;

  private final PendingDecisions decisions;
  private final ModelLoop models;
  private final Holds holds;
  private final LoadMonitor load;
  private final Set<String> taken = new LinkedHashSet<>();

  OperatorCommands(PendingDecisions decisions, ModelLoop models, Holds holds, LoadMonitor load) {
    this.decisions = decisions;
    this.models = models;
    this.holds = holds;
    this.load = load;
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
    if (command instanceof StoredRows stored) {
      return compare(stored, nowMillis);
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

  /** Adopts what was counted, or writes down where it differs. */
  private CommandAnswer compare(StoredRows stored, long nowMillis) {
    Origin origin = stored.origin();
    List<Integer> differing = stored.differing();
    if (stored.adopt()) {
      Map<String, Double> before = load.figures();
      load.correct(new Corrections(stored.surplus(), stored.surplusBytes()))
          .forEach(decisions::save);
      String message = "Sizes are what the tables hold: %s".formatted(text(stored));
      return note(origin, "sizes_adopted", message, before, load.figures(), nowMillis);
    }
    if (differing.isEmpty()) {
      return new CommandAnswer(origin.id(), true, "The tables hold what the controller counted.");
    }
    String message =
        String.format(
            Locale.ROOT,
            "Tables of %d of %d shards differ by more than %.0f %% from the controller's sizes: %s\n"
                + "`steer resync-sizes` adopts what was counted.",
            differing.size(),
            stored.rows().size(),
            100 * StoredRows.TOLERATED,
            text(stored));
    decisions.note(
        nowMillis,
        "sizes_differ",
        "stored_rows",
        message,
        origin.who(),
        Map.of(),
        Map.of(),
        Map.of());
    return new CommandAnswer(origin.id(), true, message);
  }

  /** The shards that differ most. */
  private static String text(StoredRows stored) {
    String largest =
        stored.surplus().entrySet().stream()
            .filter(it -> it.getValue() != 0)
            .sorted(
                Comparator.comparingLong((Map.Entry<Integer, Long> it) -> -Math.abs(it.getValue()))
                    .thenComparing(Map.Entry::getKey))
            .limit(MOST_NAMED)
            .map(
                it ->
                    String.format(
                        Locale.ROOT,
                        "shard %d holds %,d rows, %,d %s than counted",
                        it.getKey(),
                        stored.rows().getOrDefault(it.getKey(), 0L),
                        Math.abs(it.getValue()),
                        it.getValue() > 0 ? "more" : "fewer"))
            .collect(Collectors.joining("; "));
    return largest.isEmpty() ? "none differs." : largest + ".";
  }

  private static String what(boolean rebalancing, boolean models) {
    if (rebalancing && models) {
      return "Rebalancing and models are";
    }
    return rebalancing ? "Rebalancing is" : models ? "Models are" : "Nothing is";
  }

  private CommandAnswer note(Origin origin, String kind, String message, long nowMillis) {
    return note(origin, kind, message, Map.of(), Map.of(), nowMillis);
  }

  private CommandAnswer note(
      Origin origin,
      String kind,
      String message,
      Map<String, Double> before,
      Map<String, Double> after,
      long nowMillis) {
    String whole = origin.reason().isEmpty() ? message : message + " Reason: " + origin.reason();
    decisions.note(nowMillis, kind, "operator", whole, origin.who(), before, Map.of(), after);
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
