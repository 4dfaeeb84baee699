package io.shardsteer.deploy.replay.measure;

import java.util.List;
import java.util.Map;

/**
 * The figures of one method on one stream with one number of shards.
 *
 * @param method its name
 * @param shards number of shards, N
 * @param records length of the stream
 * @param sizeImbalanceFinal largest size / fair share at the end
 * @param shardImbalanceFinal (largest size - smallest size) / fair share at the end, which {@code
 *     acceptable_shard_imbalance} bounds
 * @param sizeImbalanceWorst largest of 1,000 looks after the first 5 %
 * @param sizeImbalanceP95 what 95 % of those looks do not exceed
 * @param rateImbalanceP95 what 95 % of the windows of 1 % of the stream do not exceed
 * @param fanOuts by template and window
 * @param rebalances what rebalances re-routed
 * @param retrains what new models re-routed
 * @param trainingSeconds wall-clock seconds of training
 * @param nanosPerDecision CPU time from a record's stored fields to its shard
 * @param recordsPerSecond of CPU time of one thread, without training and measuring
 * @param sizes load of each shard at the end
 * @param sizeCourse sizes as multiples of fair shares, over time
 * @param assignments the shard of every record
 * @param recoverySeconds after each jump of the stream, until the rates of ten seconds are within
 *     20 % again; NaN where they never are
 * @param figures the method's own
 * @param journal what it decided and why
 */
public record Measured(
    String method,
    int shards,
    int records,
    double sizeImbalanceFinal,
    double shardImbalanceFinal,
    double sizeImbalanceWorst,
    double sizeImbalanceP95,
    double rateImbalanceP95,
    List<FanOut> fanOuts,
    Moved rebalances,
    Moved retrains,
    double trainingSeconds,
    double nanosPerDecision,
    double recordsPerSecond,
    List<Double> sizes,
    List<double[]> sizeCourse,
    Assignments assignments,
    List<Double> recoverySeconds,
    Map<String, Double> figures,
    List<String> journal) {}
