package io.shardsteer.common.control;

import io.shardsteer.common.steering.RoutingTable;
import java.util.Locale;
import java.util.Optional;

/**
 * The watch over a model after its adoption: it stays unless it makes things worse than they were
 * under the one before. The same shard must be overloaded all the time: bursts of related
 * records overload another one each time, and no order of theirs prevents that. Not
 * thread-safe.
 */
final class Probation {
  /** Evaluations in a row that must be worse. */
  private static final int CONSECUTIVE = 3;

  /** Rates may be uneven by this much more than before; rebalances will even them out. */
  private static final double RATE_ALLOWANCE = 0.5;

  private static final double FAN_OUT_ALLOWANCE = 1.25;
  private static final double REJECT_ALLOWANCE = 0.01;
  private static final double LATENCY_FACTOR = 2;
  private static final double LATENCY_ALLOWANCE_MILLIS = 20;

  private final RoutingTable before;
  private final HealthSnapshot healthBefore;
  private final long untilMillis;
  private int worseInARow;
  private int overloadedShard = HealthSnapshot.NO_SHARD;

  /**
   * @param before the table to go back to
   * @param untilMillis publish time of the last records that the model has to prove itself with
   */
  Probation(RoutingTable before, HealthSnapshot healthBefore, long untilMillis) {
    this.before = before;
    this.healthBefore = healthBefore;
    this.untilMillis = untilMillis;
  }

  RoutingTable before() {
    return before;
  }

  HealthSnapshot healthBefore() {
    return healthBefore;
  }

  /** The same watch from now on, without a fan-out to compare with. */
  Probation withoutFanOut() {
    HealthSnapshot health =
        new HealthSnapshot(
            healthBefore.sizeImbalance(),
            healthBefore.rateImbalance(),
            healthBefore.fastestShard(),
            healthBefore.rateChance(),
            healthBefore.writeMillisP99(),
            healthBefore.rejectShare(),
            Double.NaN,
            healthBefore.readMillisP99());
    return new Probation(before, health, untilMillis);
  }

  /**
   * @param knownUntilMillis publish time up to which it is known what the model did
   */
  boolean isOver(long knownUntilMillis) {
    return knownUntilMillis >= untilMillis;
  }

  /** Takes the health of an interval under the new model; what is worse, once it has lasted. */
  Optional<String> judge(HealthSnapshot now) {
    int shard = isOverloaded(now) ? now.fastestShard() : HealthSnapshot.NO_SHARD;
    boolean another = shard != HealthSnapshot.NO_SHARD && shard != overloadedShard;
    overloadedShard = shard;
    Optional<String> worse = worse(now);
    worseInARow = worse.isEmpty() ? 0 : another ? 1 : worseInARow + 1;
    return worse.filter(reason -> worseInARow >= CONSECUTIVE);
  }

  private boolean isOverloaded(HealthSnapshot now) {
    return now.rateImbalance() > ratesBefore() + RATE_ALLOWANCE + now.rateChance();
  }

  private double ratesBefore() {
    return Double.isNaN(healthBefore.rateImbalance()) ? 1 : healthBefore.rateImbalance();
  }

  private Optional<String> worse(HealthSnapshot now) {
    if (isOverloaded(now)) {
      return Optional.of(figures("rate imbalance", ratesBefore(), now.rateImbalance()));
    }
    if (now.fanOut() > healthBefore.fanOut() * FAN_OUT_ALLOWANCE) {
      return Optional.of(figures("fan-out", healthBefore.fanOut(), now.fanOut()));
    }
    if (now.rejectShare() > healthBefore.rejectShare() + REJECT_ALLOWANCE) {
      return Optional.of(figures("reject share", healthBefore.rejectShare(), now.rejectShare()));
    }
    double latencyBefore = healthBefore.writeMillisP99();
    if (now.writeMillisP99() > latencyBefore * LATENCY_FACTOR + LATENCY_ALLOWANCE_MILLIS) {
      return Optional.of(figures("write p99", latencyBefore, now.writeMillisP99()));
    }
    return Optional.empty();
  }

  private static String figures(String name, double before, double now) {
    return String.format(Locale.ROOT, "%s rose from %.3f to %.3f", name, before, now);
  }
}
