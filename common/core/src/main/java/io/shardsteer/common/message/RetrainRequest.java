package io.shardsteer.common.message;

import io.shardsteer.common.steering.RoutingTable;

/**
 * The controller asks for a new model.
 *
 * @param id unique; the outcome repeats it
 * @param reason what triggered it, for people and the decision log
 * @param trigger short stable name of the trigger: {@code first_model}, {@code shard_imbalance},
 *     {@code query_latency}, {@code query_fan_out}, {@code model_performance}, {@code
 *     retraining_interval}, {@code operator}
 * @param modelVersion the version that the candidate is to have
 * @param current the table in force: a candidate is compared with its model
 * @param atMillis when, epoch milliseconds
 */
public record RetrainRequest(
    String id, String reason, String trigger, int modelVersion, RoutingTable current, long atMillis)
    implements SteerMessage {}
