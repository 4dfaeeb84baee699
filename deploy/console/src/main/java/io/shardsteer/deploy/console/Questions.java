package io.shardsteer.deploy.console;

import io.shardsteer.common.config.PipelineConfig;
import java.util.List;

/** Answers what {@code query --explain} answers. Thread-safe. */
public interface Questions {
  /**
   * @param predicate as on the command line
   * @return lines for people: shards that can hold the records, shards ruled out, and why
   * @throws IllegalArgumentException if the predicate cannot be understood; the message says why
   */
  List<String> explain(PipelineConfig config, String predicate);
}
