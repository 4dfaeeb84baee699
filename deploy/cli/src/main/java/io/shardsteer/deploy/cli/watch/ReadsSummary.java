package io.shardsteer.deploy.cli.watch;

import java.util.Map;

/**
 * What readers and probes have told of late.
 *
 * @param queries questions that were asked
 * @param fanOut mean shards that these have to read by the table in force; NaN without any
 * @param millisByShard time of a page, for each shard that was read or probed
 */
public record ReadsSummary(long queries, double fanOut, Map<Integer, Double> millisByShard) {
  public ReadsSummary {
    millisByShard = Map.copyOf(millisByShard);
  }
}
