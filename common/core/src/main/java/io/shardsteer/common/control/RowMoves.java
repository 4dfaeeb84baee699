package io.shardsteer.common.control;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ControllerCheckpoint.Move;
import io.shardsteer.common.message.ControllerStatus.Rows;
import io.shardsteer.common.message.MoveRequest;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.QueryReport.OldTimes;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.steering.Reshard.Phase;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingTable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Has stored rows moved to where the newest table puts them, where reads over old times gain enough
 * by it: it asks for one move at a time, and says afterwards what it has brought. Not thread-safe.
 *
 * <p>What reads would gain is measured, not modelled: readers report, of each question over old
 * times, how many shards they had to read and how many the table in force alone would have them
 * read.
 */
final class RowMoves {
  /** Fewer questions say too little about what reads gain. */
  static final int LEAST_QUESTIONS = 20;

  private static final String NONE_MOVES = "Rows stay: none would change place.";
  private static final long COST_PAUSE_MILLIS = 60_000;
  private static final String FAN_OUT = "old_times_fan_out";

  private final PendingDecisions decisions;
  private final LoadMonitor load;
  private final Holds holds;
  private final OldTimeReads reads = new OldTimeReads();
  private PipelineConfig config;
  private Reshards reshards = Reshards.NONE;
  private @Nullable ReshardMessage newest;
  private @Nullable Move asked;
  private long doneMillis = Long.MIN_VALUE;
  private String waitingFor = "";

  /** When no row would have changed place, epoch milliseconds; 0: that is not known. */
  private long costMillis;

  RowMoves(PipelineConfig config, PendingDecisions decisions, LoadMonitor load, Holds holds) {
    this.config = config;
    this.decisions = decisions;
    this.load = load;
    this.holds = holds;
  }

  void reconfigure(PipelineConfig changed) {
    config = changed;
  }

  /** What a later controller goes on from. */
  List<Move> save() {
    Move move = asked;
    return move == null ? List.of() : List.of(move);
  }

  void restore(List<Move> saved) {
    saved.forEach(move -> asked = move);
  }

  void accept(QueryReport report, long nowMillis) {
    reads.accept(report, nowMillis);
  }

  /** Takes how far a move is; moves from before the start are taken once more. */
  void accept(ReshardMessage message, long nowMillis) {
    Reshards before = reshards;
    reshards = before.with(message.reshard());
    ReshardMessage known = newest;
    if (known == null || known.reshard().number() <= message.reshard().number()) {
      newest = message;
    }
    boolean isNews = message.reshard().phase() == Phase.DONE && !reshards.equals(before);
    if (!isNews) {
      return;
    }
    doneMillis = nowMillis;
    Move move = asked;
    if (move != null && move.doneMillis() == 0 && message.answers(move.request())) {
      asked = new Move(move.request(), move.before(), move.expected(), nowMillis);
    }
  }

  /** Whether a move that it asked for ended with a message. */
  boolean hasAskedFor(ReshardMessage message) {
    Move move = asked;
    return move != null && message.request().equals(move.request().id());
  }

  /** Says what a move has brought, and asks for one where that pays. */
  void consider(ModelPhase phase, long nowMillis) {
    reads.advance(nowMillis);
    measure(nowMillis);
    waitingFor = "";
    if (!config.reshard().isAutomatic() || reshards.underWay().isPresent() || isAsked()) {
      return;
    }
    OldTimes past = reads.since(Math.max(doneMillis, modelSinceMillis()));
    waitingFor = obstacle(phase, past);
    if (waitingFor.isEmpty()) {
      waitingFor = hold(nowMillis);
    }
    if (waitingFor.isEmpty()) {
      askIfRowsMove(past, nowMillis);
    }
  }

  /** The cost is summed up over all tables, so not more often than is needed. */
  private void askIfRowsMove(OldTimes past, long nowMillis) {
    RoutingTable to = decisions.history().at(nowMillis);
    if (nowMillis - costMillis < COST_PAUSE_MILLIS) {
      waitingFor = NONE_MOVES;
      return;
    }
    double rows = movingRows(to, nowMillis);
    if (rows < 1) {
      costMillis = nowMillis;
      waitingFor = NONE_MOVES;
    } else {
      ask(past, to, rows, nowMillis);
    }
  }

  private long modelSinceMillis() {
    return decisions.history().latestModelSinceMillis();
  }

  private boolean isAsked() {
    Move move = asked;
    return move != null && move.doneMillis() == 0;
  }

  private String obstacle(ModelPhase phase, OldTimes past) {
    boolean isProved = phase instanceof ModelPhase.Settled || phase instanceof ModelPhase.Hashing;
    if (!isProved) {
      return "Rows stay until model %d has proved itself."
          .formatted(decisions.latest().model().version());
    }
    if (past.queries() < LEAST_QUESTIONS) {
      return "Rows stay: %d questions over old times were asked in the last hour under this model, of %d that tell the gain."
          .formatted(past.queries(), LEAST_QUESTIONS);
    }
    if (gain(past) < config.reshard().minGain() || gain(past) <= 0) {
      return String.format(
          Locale.ROOT,
          "Rows stay: reads over old times would read %.2f instead of %.2f shards, %.1f %% fewer, and reshard.min_gain is %.1f %%.",
          mean(past.newestShards(), past),
          mean(past.shards(), past),
          100 * Math.max(0, gain(past)),
          100 * config.reshard().minGain());
    }
    return "";
  }

  /** What keeps rows that are to move from doing so; empty if nothing does. */
  private String hold(long nowMillis) {
    if (holds.rebalancingPaused()) {
      return "Rows wait until rebalancing is resumed.";
    }
    OptionalLong opens = MoveTimes.of(config).opensMillis(nowMillis);
    if (opens.isEmpty()) {
      return "Rows wait: windows for rows and reshard.window are never open together.";
    }
    return opens.getAsLong() == nowMillis
        ? ""
        : "Rows wait until %s.".formatted(Instant.ofEpochMilli(opens.getAsLong()));
  }

  /** By how much fewer shards reads would have to read, as a share. */
  private static double gain(OldTimes past) {
    return 1 - (double) past.newestShards() / Math.max(1, past.shards());
  }

  private static double mean(long shards, OldTimes past) {
    return (double) shards / Math.max(1, past.queries());
  }

  private double movingRows(RoutingTable to, long nowMillis) {
    double former = Math.min(load.startRecords(), load.records());
    return new MoveCost(
            to, load.recent(to.model().version()), config.storage().layout().isByPosition())
        .rows(
            reshards.routing(decisions.history()),
            former,
            load.records() - former,
            load.startMillis(),
            nowMillis);
  }

  private void ask(OldTimes past, RoutingTable to, double rows, long nowMillis) {
    double before = mean(past.shards(), past);
    double expected = mean(past.newestShards(), past);
    double seconds = 2 * rows / config.reshard().rowsPerSecond();
    var request = new MoveRequest(to.revision() + "-" + nowMillis, to.revision(), nowMillis);
    asked = new Move(request, before, expected, 0);
    decisions.request(request);
    decisions.note(
        nowMillis,
        "reshard_planned",
        "reshard.min_gain",
        String.format(
            Locale.ROOT,
            "Rows are to move to where revision %d puts them: reads over old times would read %.2f instead of %.2f shards (%d questions); about %,.0f rows change place, copied and deleted in about %,.0f s at %,d rows/s.",
            to.revision(),
            expected,
            before,
            past.queries(),
            rows,
            seconds,
            config.reshard().rowsPerSecond()),
        Map.of(FAN_OUT, before),
        Map.of(FAN_OUT, expected, "moved_records", rows, "move_seconds", seconds),
        Map.of());
  }

  /** Says what a move has brought, once enough was asked since. */
  private void measure(long nowMillis) {
    Move move = asked;
    if (move == null || move.doneMillis() == 0) {
      return;
    }
    OldTimes since = reads.since(move.doneMillis());
    if (since.queries() < LEAST_QUESTIONS) {
      return;
    }
    double after = mean(since.shards(), since);
    asked = null;
    decisions.note(
        nowMillis,
        "reshard_measured",
        "reshard",
        String.format(
            Locale.ROOT,
            "Since rows were moved, reads over old times read %.2f shards (%d questions); %.2f were expected, and it was %.2f before.",
            after,
            since.queries(),
            move.expected(),
            move.before()),
        Map.of(FAN_OUT, move.before()),
        Map.of(FAN_OUT, move.expected()),
        Map.of(FAN_OUT, after));
  }

  /** Whether and how rows move, for operators. */
  Rows status(long nowMillis) {
    String mode = config.reshard().mode().name().toLowerCase(Locale.ROOT);
    ReshardMessage message = newest;
    if (message != null && message.reshard().phase() != Phase.DONE) {
      return new Rows(
          mode,
          message.reshard().phase().name().toLowerCase(Locale.ROOT),
          message.reshard().number(),
          message.reshard().revision(),
          message.progress().planned(),
          message.progress().copied(),
          message.progress().deleted(),
          message.request().isEmpty() ? "" : waitOfMover(nowMillis));
    }
    if (isAsked()) {
      String wait = waitOfMover(nowMillis);
      String mover = "A mover has not begun yet: it is part of a trainer's process.";
      return idle(mode, "asked", wait.isEmpty() ? mover : wait);
    }
    return idle(mode, "idle", waitingFor);
  }

  private String waitOfMover(long nowMillis) {
    return config.reshard().isAutomatic() ? hold(nowMillis) : "Rows wait: reshard.mode is by_hand.";
  }

  private static Rows idle(String mode, String state, String waitingFor) {
    return new Rows(mode, state, 0, 0, 0, 0, 0, waitingFor);
  }
}
