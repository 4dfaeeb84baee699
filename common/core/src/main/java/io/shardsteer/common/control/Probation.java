package io.shardsteer.common.control;

import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.steering.RoutingTable;
import java.util.Locale;
import java.util.Optional;

/**
 * The watch over a model after its adoption: it stays unless it makes things worse than they were
 * under the one before. Rates must exceed their share for the same shard all the time: bursts of
 * related records load another shard each time, and no order of theirs prevents that. A figure that
 * cannot be measured neither hits nor misses, and a model stays on probation until its rates have
 * been seen. Not thread-safe.
 */
final class Probation {
  /** Looks in a row that must be worse. */
  private static final int CONSECUTIVE = 3;

  /** Rates may be less even by this than before; rebalancing will mend them. */
  private static final double RATE_ALLOWANCE = 0.5;

  private static final double FAN_OUT_ALLOWANCE = 1.25;
  private static final double REJECT_ALLOWANCE = 0.01;
  private static final double LATENCY_FACTOR = 2;
  private static final double LATENCY_ALLOWANCE_MILLIS = 20;

  /**
   * What has been seen so far.
   *
   * @param worseRates looks in a row in which the same shard's rate was too high
   * @param fastShard that shard, or {@link HealthSnapshot#NO_SHARD}
   * @param worseOthers looks in a row in which another figure was worse
   * @param seesRates whether rates were measured at all
   */
  record Seen(int worseRates, int fastShard, int worseOthers, boolean seesRates) {
    static final Seen NOTHING = new Seen(0, HealthSnapshot.NO_SHARD, 0, false);
  }

  private final RoutingTable before;
  private final HealthSnapshot healthBefore;
  private final long untilMillis;
  private Seen seen;

  /**
   * @param before the table to go back to
   * @param untilMillis publish time of the last records that the model has to prove itself with
   */
  Probation(RoutingTable before, HealthSnapshot healthBefore, long untilMillis) {
    this(before, healthBefore, untilMillis, Seen.NOTHING);
  }

  Probation(RoutingTable before, HealthSnapshot healthBefore, long untilMillis, Seen seen) {
    this.before = before;
    this.healthBefore = healthBefore;
    this.untilMillis = untilMillis;
    this.seen = seen;
  }

  ControllerCheckpoint.Probation save() {
    return new ControllerCheckpoint.Probation(
        before,
        healthBefore.toList(),
        untilMillis,
        seen.worseRates(),
        seen.fastShard(),
        seen.worseOthers(),
        seen.seesRates());
  }

  static Probation of(ControllerCheckpoint.Probation saved) {
    return new Probation(
        saved.before(),
        HealthSnapshot.of(saved.health()),
        saved.untilMillis(),
        new Seen(saved.worseRates(), saved.fastShard(), saved.worseOthers(), saved.seesRates()));
  }

  RoutingTable before() {
    return before;
  }

  HealthSnapshot healthBefore() {
    return healthBefore;
  }

  long untilMillis() {
    return untilMillis;
  }

  Seen seen() {
    return seen;
  }

  /** The same watch from now on, without a fan-out to compare with. */
  Probation withoutFanOut() {
    return new Probation(before, healthBefore.withFanOut(Double.NaN), untilMillis, seen);
  }

  /**
   * Whether the model has proved itself.
   *
   * @param knownUntilMillis publish time up to which it is known what the model did
   */
  boolean isOver(long knownUntilMillis) {
    return knownUntilMillis >= untilMillis && seen.seesRates();
  }

  /** Takes the health at a look under the new model; what is worse, once it has lasted. */
  Optional<String> judge(HealthSnapshot now) {
    Optional<String> others = worseThanBefore(now);
    int inARow = others.isEmpty() ? 0 : seen.worseOthers() + 1;
    if (Double.isNaN(now.rateImbalance())) {
      seen = new Seen(seen.worseRates(), seen.fastShard(), inARow, seen.seesRates());
      return others.filter(reason -> inARow >= CONSECUTIVE);
    }
    boolean fast = now.rateImbalance() > ratesBefore() + RATE_ALLOWANCE + now.rateChance();
    boolean same = fast && now.fastestShard() == seen.fastShard();
    int rates = !fast ? 0 : same ? seen.worseRates() + 1 : 1;
    seen = new Seen(rates, fast ? now.fastestShard() : HealthSnapshot.NO_SHARD, inARow, true);
    if (rates >= CONSECUTIVE) {
      return Optional.of(figures("rate imbalance", ratesBefore(), now.rateImbalance()));
    }
    return others.filter(reason -> inARow >= CONSECUTIVE);
  }

  private double ratesBefore() {
    return Double.isNaN(healthBefore.rateImbalance()) ? 1 : healthBefore.rateImbalance();
  }

  private Optional<String> worseThanBefore(HealthSnapshot now) {
    if (now.fanOut() > healthBefore.fanOut() * FAN_OUT_ALLOWANCE) {
      return Optional.of(figures("fan-out", healthBefore.fanOut(), now.fanOut()));
    }
    if (now.rejectShare() > healthBefore.rejectShare() + REJECT_ALLOWANCE) {
      return Optional.of(figures("reject share", healthBefore.rejectShare(), now.rejectShare()));
    }
    double latencyBefore = healthBefore.writeMillisP99();
    boolean isKnown = latencyBefore > 0;
    if (isKnown
        && now.writeMillisP99() > latencyBefore * LATENCY_FACTOR + LATENCY_ALLOWANCE_MILLIS) {
      return Optional.of(figures("write p99", latencyBefore, now.writeMillisP99()));
    }
    return Optional.empty();
  }

  private static String figures(String name, double before, double now) {
    return String.format(Locale.ROOT, "%s rose from %.3f to %.3f", name, before, now);
  }
}
