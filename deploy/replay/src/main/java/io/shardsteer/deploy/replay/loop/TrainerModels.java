package io.shardsteer.deploy.replay.loop;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.locate.Locator;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.trainer.BuildResult;
import io.shardsteer.trainer.publish.CandidateMaker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The trainer's own code, and the packages that it would upload: each is written, read back with
 * every check and kept in memory.
 */
public final class TrainerModels implements ModelMaker {
  private final CandidateMaker builder;
  private final PipelineConfig config;
  private final Map<Integer, LoadedModel> models = new HashMap<>();

  public TrainerModels(CandidateMaker builder, PipelineConfig config) {
    this.builder = builder;
    this.config = config;
  }

  @Override
  public Made make(RetrainRequest request, List<Sample> samples) {
    long start = System.nanoTime();
    Optional<LoadedModel> current =
        Optional.ofNullable(models.get(request.current().model().version()));
    BuildResult result = builder.make(samples, config, current, request);
    if (result instanceof BuildResult.Built built) {
      byte[] bytes = ModelPackage.write(built.manifest(), built.mojo(), built.words());
      String url = "memory://%s@v%d".formatted(config.pipeline(), request.modelVersion());
      ModelRef ref = new ModelRef(request.modelVersion(), url, ModelPackage.checksum(bytes));
      LoadedModel loaded = ModelPackage.read(bytes, ref, config);
      models.put(ref.version(), loaded);
      long millis = (System.nanoTime() - start) / 1_000_000;
      return new Made(
          new TrainingOutcome.Candidate(
              request.id(),
              ref,
              built.shards(),
              built.orderKeyQuantiles(),
              built.presentQuantiles(),
              built.evaluation(),
              millis),
          Optional.of(RoutedModel.of(loaded)),
          Optional.of(new Locator.Order(loaded.features(), loaded.positions())));
    }
    BuildResult.Refused refused = (BuildResult.Refused) result;
    return new Made(
        new TrainingOutcome.Refused(request.id(), refused.reason(), refused.evaluation()),
        Optional.empty(),
        Optional.empty());
  }
}
