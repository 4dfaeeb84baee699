package io.shardsteer.deploy.replay.features;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.TrainingConfig;
import io.shardsteer.common.feature.FittedFeatures;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.trainer.BuildResult;
import io.shardsteer.trainer.ModelBuilder;
import io.shardsteer.trainer.dataset.Dataset;
import io.shardsteer.trainer.training.H2oTrainer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A model as the trainer would make it of a sample, whatever the gate would say to it. */
public final class TrainedOnSample {
  private static final Duration LONGEST_TRAINING = Duration.ofMinutes(10);
  private static final int FEWEST = 200;

  private TrainedOnSample() {}

  /** What comes of a sample. */
  public sealed interface Result {
    /** A model. */
    record Trained(LoadedModel model) implements Result {}

    /** No model, and why; the features alone can still be looked at. */
    record None(FittedFeatures fitted, String reason) implements Result {}
  }

  /** Trains one; takes a second or more. */
  public static Result of(List<Sample> samples, PipelineConfig config) {
    var request =
        new RetrainRequest(
            "inspection",
            "",
            "operator",
            1,
            RoutingTable.initial(config.shards().targetShardCount()),
            0);
    BuildResult result =
        new ModelBuilder(H2oTrainer.start(LONGEST_TRAINING))
            .build(samples, withoutGate(config, samples.size()), Optional.empty(), request);
    if (result instanceof BuildResult.Refused refused) {
      return new Result.None(
          Dataset.of(Dataset.usable(samples, config), config).fitted(), refused.reason());
    }
    var built = (BuildResult.Built) result;
    byte[] bytes = ModelPackage.write(built.manifest(), built.mojo(), built.words());
    return new Result.Trained(
        ModelPackage.read(
            bytes, new ModelRef(1, "memory://sample", ModelPackage.checksum(bytes)), config));
  }

  private static PipelineConfig withoutGate(PipelineConfig config, int samples) {
    TrainingConfig training = config.training();
    return config.with(
        new TrainingConfig(
            training.retrainingInterval(),
            Math.min(FEWEST, training.minSamples()),
            Math.max(samples, training.maxSamples()),
            training.holdout(),
            new TrainingConfig.GateConfig(
                Double.MAX_VALUE, -Double.MAX_VALUE, 1, training.gate().maxModelBytes())));
  }
}
