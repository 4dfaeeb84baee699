package io.shardsteer.deploy.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardsteer.common.config.PipelineConfig;

/**
 * What the console does with other configurations of a pipeline. The answers are the documents that
 * the commands of the same names print with {@code --output json}.
 */
public interface Configurations {
  /**
   * What another configuration would change.
   *
   * @param pipeline says which pipeline
   * @param yaml a pipeline file
   * @throws IllegalArgumentException if it cannot be; the message says why and the remedy
   */
  JsonNode plan(PipelineConfig pipeline, String yaml);

  /**
   * Pushes another configuration to all running parts, or to none.
   *
   * @param pipeline says which pipeline
   * @param yaml a pipeline file
   * @param who wants it
   * @param reason why; may be empty
   * @throws IllegalArgumentException if it cannot be; the message says why and the remedy
   */
  JsonNode push(PipelineConfig pipeline, String yaml, String who, String reason);

  /**
   * Scores another configuration's model on the live stream; takes as long as a training.
   *
   * @param pipeline says which pipeline
   * @param yaml a pipeline file
   * @throws IllegalArgumentException if it cannot be; the message says why and the remedy
   */
  JsonNode shadow(PipelineConfig pipeline, String yaml);
}
