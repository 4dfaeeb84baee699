package io.shardsteer.deploy.cli.init;

import java.util.List;

/**
 * What a pipeline file should say, each line with its reason.
 *
 * @param features elements of {@code feature_extraction_pipeline}
 * @param leftOut fields that no feature reads
 * @param queries elements of {@code queries}
 * @param columns elements of {@code storage.columns}
 * @param textNumbers paths of fields whose numbers arrive as text
 * @param warnings what to look at first
 */
record Proposal(
    List<Line> features,
    List<Line> leftOut,
    List<Line> queries,
    List<Line> columns,
    List<String> textNumbers,
    List<String> warnings) {
  Proposal {
    features = List.copyOf(features);
    leftOut = List.copyOf(leftOut);
    queries = List.copyOf(queries);
    columns = List.copyOf(columns);
    textNumbers = List.copyOf(textNumbers);
    warnings = List.copyOf(warnings);
  }

  /**
   * One element.
   *
   * @param yaml as it stands in the file; of a field that is left out, its path
   * @param reason why; empty where it goes without saying
   */
  record Line(String yaml, String reason) {}
}
