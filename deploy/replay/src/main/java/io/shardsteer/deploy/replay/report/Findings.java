package io.shardsteer.deploy.replay.report;

import io.shardsteer.deploy.replay.measure.Measured;
import java.util.List;

/**
 * What a replay found.
 *
 * @param pipeline the pipeline's name
 * @param data the stream, as the operator named it
 * @param records how many were replayed
 * @param badRows how many rows were left out
 * @param firstBadRows the first of them: line number and problem
 * @param rate records a second of stream time; 0: as recorded
 * @param streamSeconds from the first record's publish time to the last one's
 * @param seed what everything random was seeded with
 * @param results one for each method and number of shards
 */
public record Findings(
    String pipeline,
    String data,
    int records,
    long badRows,
    List<String> firstBadRows,
    double rate,
    double streamSeconds,
    long seed,
    List<Measured> results) {
  public Findings {
    firstBadRows = List.copyOf(firstBadRows);
    results = List.copyOf(results);
  }
}
