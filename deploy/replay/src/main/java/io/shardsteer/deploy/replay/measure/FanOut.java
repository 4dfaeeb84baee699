package io.shardsteer.deploy.replay.measure;

/**
 * How many shards hold the answers of the queries of one template.
 *
 * @param template its name
 * @param window share of the stream, at its end, that was asked
 * @param queries how many were drawn
 * @param meanAnswers mean number of records that answer one
 * @param mean mean number of shards
 * @param p95 number of shards that 95 % of the queries do not exceed
 */
public record FanOut(
    String template, double window, int queries, double meanAnswers, double mean, double p95) {
  static FanOut of(AnsweredQueries queries, Assignments assignments) {
    double[] shards = queries.fanOuts(assignments);
    return new FanOut(
        queries.template(),
        queries.window(),
        shards.length,
        queries.meanAnswers(),
        Quantiles.mean(shards),
        Quantiles.quantile(shards, 0.95));
  }
}
