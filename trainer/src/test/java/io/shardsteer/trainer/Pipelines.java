package io.shardsteer.trainer;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;

/** Pipelines for tests: what is under test is given, the rest is as usual. */
public final class Pipelines {
  /** Boxes over the numeric fields x and y. */
  public static final String BOXES =
      """
      feature_extraction_pipeline:
        - {kind: numeric, field: x}
        - {kind: numeric, field: y}
      queries:
        - {name: box, range: [x, y], selectivity: 1%}
      """;

  private Pipelines() {}

  /** A pipeline over 8 shards with the given further keys. */
  public static PipelineConfig of(String keys) {
    return of(keys, 8);
  }

  /** The same over the given number of shards. */
  public static PipelineConfig of(String keys, int shards) {
    return PipelineConfigs.fromYaml(
        """
        pipeline: tested
        input_topic: persistent://public/default/tested
        key_field: id
        record_id_field: id
        target_shard_count: %d
        training: {min_samples: 1000}
        """
                .formatted(shards)
            + keys,
        "test");
  }
}
