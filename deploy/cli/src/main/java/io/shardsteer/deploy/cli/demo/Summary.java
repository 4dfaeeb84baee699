package io.shardsteer.deploy.cli.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a demo: the report file in JSON holds exactly this.
 *
 * @param pipeline its name
 * @param data the published file
 * @param counts records, counted on the servers
 * @param shardSizes different records in each shard's table
 * @param sizeImbalance largest / mean of the tables
 * @param hashSizeImbalance the same, had the records been hashed
 * @param fanOut how many shards hold the answers of a query
 * @param modelVersions model versions that routed, 0 being the hash
 * @param revisions routing tables
 * @param rebalances routing tables with new split points and the same model
 * @param trainings what was asked of the trainer and what came of it
 * @param recordsPerSecond published records over the time until the last was stored
 * @param publishToStoredMillisP50 half of the rows were stored within this
 * @param publishToStoredMillisP99 99 % of them, those of the cold start included
 * @param publishToStoredMillisP99LastQuarter 99 % of those of the last quarter of the stream
 * @param seconds of the whole stream
 * @param routedByLastModel records published after the model that the demo waits for took effect
 * @param followed how stored rows followed the order afterwards; null: they were not to
 * @param problems every difference that was found; empty: nothing lost, nothing doubled, and the
 *     models that were to be shown have routed
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonPropertyOrder({"pipeline", "data", "passed", "problems", "counts"})
record Summary(
    String pipeline,
    String data,
    Counts counts,
    List<Long> shardSizes,
    double sizeImbalance,
    double hashSizeImbalance,
    FanOut fanOut,
    List<Integer> modelVersions,
    int revisions,
    long rebalances,
    List<Training> trainings,
    double recordsPerSecond,
    double publishToStoredMillisP50,
    double publishToStoredMillisP99,
    double publishToStoredMillisP99LastQuarter,
    double seconds,
    long routedByLastModel,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Followed followed,
    List<String> problems) {
  Summary {
    shardSizes = List.copyOf(shardSizes);
    modelVersions = List.copyOf(modelVersions);
    trainings = List.copyOf(trainings);
    problems = List.copyOf(problems);
  }

  /**
   * @param published messages that the broker confirmed
   * @param inShardTopics different records in the shard topics
   * @param copiesInShardTopics further copies there, from redeliveries
   * @param inTables different records in the tables
   * @param rejected dead letters
   * @param badRows rows of the file that are none and were not published
   * @param rejectedByReason the routers' account of the rejects
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Counts(
      long published,
      long inShardTopics,
      long copiesInShardTopics,
      long inTables,
      long rejected,
      long badRows,
      Map<String, Long> rejectedByReason) {
    Counts {
      rejectedByReason = Map.copyOf(rejectedByReason);
    }
  }

  /**
   * Mean shards that hold the answers of a query, or are asked for them.
   *
   * @param boxQueries how many queries were drawn for each of the two
   * @param lastQuarter asked of the last quarter of the stream
   * @param lastQuarterHashed the same, had the records been hashed
   * @param lastQuarterRead how many a reader asks; NaN where that was not measured
   * @param wholeStream asked of everything, records of the cold start included
   * @param wholeStreamHashed the same, had the records been hashed
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record FanOut(
      int boxQueries,
      double lastQuarter,
      double lastQuarterHashed,
      double lastQuarterRead,
      double wholeStream,
      double wholeStreamHashed) {}

  /**
   * @param trigger what led to it
   * @param reason the same, for people
   * @param outcome what came of it, for people
   */
  record Training(String trigger, String reason, String outcome) {}

  /**
   * @param measured whether a move ended, and its effect was measured, within the time given
   * @param seconds how long that took
   * @param wholeStreamRead shards that a reader asked before, over all time; NaN where that cannot
   *     be measured
   * @param wholeStreamReadAfter the same afterwards
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Followed(
      boolean measured, double seconds, double wholeStreamRead, double wholeStreamReadAfter) {}

  /** Whether nothing was lost, doubled or misplaced, and the models have routed. */
  @JsonProperty
  boolean passed() {
    return problems.isEmpty();
  }
}
