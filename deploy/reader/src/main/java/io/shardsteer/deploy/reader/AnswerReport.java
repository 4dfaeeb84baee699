package io.shardsteer.deploy.reader;

import io.shardsteer.common.locate.Location;
import java.util.Map;
import java.util.Set;

/**
 * How an answer came about, so far.
 *
 * @param location which shards can hold matches, and why
 * @param shards what each asked shard has contributed
 * @param rows rows handed over
 * @param fieldsMissing fields of the predicate for which no row that was looked into had a value;
 *     perhaps no such field exists
 */
public record AnswerReport(
    Location location, Map<Integer, ShardReading> shards, long rows, Set<String> fieldsMissing) {
  public AnswerReport {
    shards = Map.copyOf(shards);
    fieldsMissing = Set.copyOf(fieldsMissing);
  }
}
