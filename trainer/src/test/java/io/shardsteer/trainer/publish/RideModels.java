package io.shardsteer.trainer.publish;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.feature.FeatureExtractor;
import io.shardsteer.common.feature.FittedFeatures;
import io.shardsteer.common.model.ModelManifest;
import io.shardsteer.common.model.ModelManifest.TestVector;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.trainer.BuildResult;
import io.shardsteer.trainer.training.H2oTrainer;
import io.shardsteer.trainer.training.Rides;
import io.shardsteer.trainer.training.TrainedModel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A real model of synthetic rides, with all that a package needs. */
final class RideModels {
  private static final Rides RIDES = new Rides(5, 1_000);

  private final PipelineConfig config;
  private final List<FeatureColumn> columns;
  private final TrainedModel trained;

  RideModels(PipelineConfig config) {
    this.config = config;
    columns =
        FeatureExtractor.of(
                config.featureExtractionPipeline(), PipelineFields.of(config), FittedFeatures.NONE)
            .columns();
    trained =
        H2oTrainer.start(Duration.ofMinutes(1))
            .train(columns, RIDES.rows(), RIDES.labels(), RIDES.ones(1_000), config.model());
  }

  List<FeatureColumn> columns() {
    return columns;
  }

  TrainedModel trained() {
    return trained;
  }

  double[] row(int index) {
    return RIDES.rows()[index];
  }

  /**
   * @param error added to what the test vectors say; above 1e-6 the model is refused
   */
  BuildResult.Built built(int version, double error) {
    return new BuildResult.Built(
        manifest(version, trained.mojo(), vectors(error)),
        trained.mojo(),
        Map.of(),
        List.of(),
        List.of(0.0, 0.5, 1.0),
        List.of());
  }

  ModelManifest manifest(int version, byte[] mojo, List<TestVector> vectors) {
    return new ModelManifest(
        config.pipeline(),
        version,
        "decision_tree",
        columns,
        FittedFeatures.NONE.toJson(),
        ModelPackage.checksum(mojo),
        mojo.length,
        Map.of("r2", 0.5),
        vectors,
        ModelPackage.placing(config),
        JsonNodeFactory.instance.objectNode());
  }

  List<TestVector> vectors(double error) {
    return IntStream.range(0, 32)
        .mapToObj(r -> new TestVector(boxed(row(r)), trained.predictions()[r] + error))
        .toList();
  }

  private static List<Double> boxed(double[] row) {
    return Arrays.stream(row).boxed().toList();
  }
}
