package io.shardsteer.deploy.replay.measure;

import io.shardsteer.deploy.replay.method.CpuTime;
import io.shardsteer.deploy.replay.method.ShardingMethod;
import io.shardsteer.deploy.replay.method.ShardingMethod.Change;
import io.shardsteer.deploy.replay.method.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** Replays a stream through one method and measures it. */
public final class Measurement {
  private static final int TIMED_DECISIONS = 200_000;
  private static final int TIMED_ROUNDS = 5;
  private static final int TOLD_EVERY = 1 << 14;

  private final Trial trial;
  private final double[] fairShares;
  private final List<AnsweredQueries> queries;
  private final List<Double> jumps;
  private final double perSecond;

  /**
   * @param fairShares each shard's share of the load, adding up to 1
   * @param queries asked at the end of the stream
   * @param jumps how far the stream is where everything changes at once, each in (0,1)
   * @param perSecond records in a second of stream time
   */
  public Measurement(
      Trial trial,
      double[] fairShares,
      List<AnsweredQueries> queries,
      List<Double> jumps,
      double perSecond) {
    this.trial = trial;
    this.fairShares = fairShares.clone();
    this.queries = List.copyOf(queries);
    this.jumps = List.copyOf(jumps);
    this.perSecond = perSecond;
  }

  /**
   * Routes every record once.
   *
   * @param told how many records are done, now and then
   */
  public Measured run(String name, ShardingMethod method, IntConsumer told) {
    int records = trial.recording().size();
    Assignments assignments = new Assignments(records);
    SizeHistory sizes = new SizeHistory(fairShares, records);
    Movement movement = new Movement(method, records);
    long measuringNanos = 0;
    long start = CpuTime.nanos();
    for (int record = 0; record < records; record++) {
      Change change = method.arrive(record);
      if (change != Change.NONE) {
        long before = CpuTime.nanos();
        movement.changed(change, assignments, record);
        measuringNanos += CpuTime.nanos() - before;
      }
      int shard = method.route(record);
      assignments.set(record, shard);
      sizes.add(shard, trial.loadOf(record));
      if (record % TOLD_EVERY == 0) {
        told.accept(record);
      }
    }
    long nanos = CpuTime.nanos() - start - measuringNanos - method.trainingCpuNanos();
    return new Measured(
        name,
        trial.shards(),
        records,
        sizes.finalImbalance(),
        sizes.finalShardImbalance(),
        Quantiles.largest(sizes.sizeImbalances()),
        Quantiles.quantile(sizes.sizeImbalances(), 0.95),
        Quantiles.quantile(sizes.rateImbalances(), 0.95),
        queries.stream().map(drawn -> FanOut.of(drawn, assignments, method)).toList(),
        movement.by(Change.REBALANCE),
        movement.by(Change.RETRAIN),
        method.trainingSeconds(),
        nanosPerDecision(method),
        records * 1e9 / Math.max(1, nanos),
        Arrays.stream(sizes.sizes()).boxed().toList(),
        sizes.snapshots(),
        assignments,
        jumps.stream()
            .map(jump -> Recovery.seconds(assignments, trial, fairShares, perSecond, jump))
            .toList(),
        method.figures(),
        method.journal());
  }

  /** The median round over the newest records. */
  private double nanosPerDecision(ShardingMethod method) {
    int records = trial.recording().size();
    int count = Math.min(records, TIMED_DECISIONS);
    double[] rounds = new double[TIMED_ROUNDS];
    long shards = 0;
    for (int round = 0; round < TIMED_ROUNDS; round++) {
      long start = CpuTime.nanos();
      for (int record = records - count; record < records; record++) {
        shards += method.locate(record);
      }
      rounds[round] = (double) (CpuTime.nanos() - start) / Math.max(1, count);
    }
    // The sum is used, so that no compiler may leave the decisions out.
    return shards < 0 ? Double.NaN : Quantiles.quantile(rounds, 0.5);
  }
}
