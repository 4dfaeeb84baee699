package io.shardsteer.trainer.publish;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.trainer.BuildResult;
import java.util.List;
import java.util.Optional;

/** Makes a candidate of samples, as {@link io.shardsteer.trainer.ModelBuilder#build} does. */
@FunctionalInterface
public interface CandidateMaker {
  /**
   * @param samples the newest, oldest first
   * @param current the model that routes now; empty under hashing or where it cannot be loaded
   */
  BuildResult make(
      List<Sample> samples,
      PipelineConfig config,
      Optional<LoadedModel> current,
      RetrainRequest request);
}
