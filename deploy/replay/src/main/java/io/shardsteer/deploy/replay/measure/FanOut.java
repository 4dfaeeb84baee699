package io.shardsteer.deploy.replay.measure;

import io.shardsteer.deploy.replay.method.ShardingMethod;

/**
 * How many shards hold the answers of the queries of one template, and how many have to be read for
 * them: a reader does not know beforehand which shards hold something.
 *
 * @param template its name
 * @param window share of the stream, at its end, that was asked
 * @param queries how many were drawn
 * @param meanAnswers mean number of records that answer one
 * @param held mean number of shards that hold answers
 * @param heldP95 number of shards that 95 % of the queries do not exceed
 * @param read mean number of shards that are asked
 * @param readP95 number of shards asked that 95 % of the queries do not exceed
 * @param missed shards that hold answers and are not asked, of all queries; 0 unless reading is
 *     unsound
 */
public record FanOut(
    String template,
    double window,
    int queries,
    double meanAnswers,
    double held,
    double heldP95,
    double read,
    double readP95,
    int missed) {
  static FanOut of(AnsweredQueries queries, Assignments assignments, ShardingMethod method) {
    double[] shards = queries.fanOuts(assignments);
    AnsweredQueries.Reads reads = queries.reads(assignments, method);
    double[] asked = reads.shards().stream().mapToDouble(Double::doubleValue).toArray();
    return new FanOut(
        queries.template(),
        queries.window(),
        shards.length,
        queries.meanAnswers(),
        Quantiles.mean(shards),
        Quantiles.quantile(shards, 0.95),
        Quantiles.mean(asked),
        Quantiles.quantile(asked, 0.95),
        reads.missed());
  }
}
