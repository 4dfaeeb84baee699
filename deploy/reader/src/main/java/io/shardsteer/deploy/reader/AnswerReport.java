package io.shardsteer.deploy.reader;

import io.shardsteer.common.locate.Location;
import java.util.Map;

/**
 * How an answer came about, so far.
 *
 * @param location which shards can hold matches, and why
 * @param shards what each asked shard has contributed
 * @param rows rows handed over
 */
public record AnswerReport(Location location, Map<Integer, ShardReading> shards, long rows) {
  public AnswerReport {
    shards = Map.copyOf(shards);
  }
}
