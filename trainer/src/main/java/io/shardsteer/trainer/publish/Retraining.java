package io.shardsteer.trainer.publish;

import io.shardsteer.common.asked.LearnedQueries;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.AskedShape;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.message.TrainingOutcome.Refused;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.retry.Retry;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.trainer.BuildResult;
import io.shardsteer.trainer.TrainingMemory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers retrain requests, one at a time: read samples, make a candidate, store its package,
 * announce. Reading starts here.
 *
 * <p>A request may be handled again after a crash at any point: the package of the same request is
 * replaced before anyone was told of it, and an announced request is left alone. Not thread-safe.
 */
public final class Retraining {
  private static final Logger LOG = LoggerFactory.getLogger(Retraining.class);

  private final SampleWindow samples;
  private final OutcomeWindow known;
  private final AskedWindow asked;
  private final CandidateMaker maker;
  private final ModelStore store;
  private final TrainingReports outcomes;
  private final Retry retry;
  private final Clock clock;

  /**
   * @param retry for the model store
   */
  public Retraining(
      SampleWindow samples,
      OutcomeWindow known,
      AskedWindow asked,
      CandidateMaker maker,
      ModelStore store,
      TrainingReports outcomes,
      Retry retry,
      Clock clock) {
    this.samples = samples;
    this.known = known;
    this.asked = asked;
    this.maker = maker;
    this.store = store;
    this.outcomes = outcomes;
    this.retry = retry;
    this.clock = clock;
  }

  /**
   * Answers a request with a candidate or a refusal, unless it has been answered already.
   *
   * @throws IOException if samples cannot be read or nothing can be announced now: the request is
   *     unanswered and should come again
   */
  public void answer(RetrainRequest request, PipelineConfig config) throws IOException {
    if (outcomes.isAnswered(request.id())) {
      LOG.info("Left alone an answered request={}", request.id());
      return;
    }
    LOG.info(
        "Training pipeline={} request={} trigger={} model={}",
        config.pipeline(),
        request.id(),
        request.trigger(),
        request.modelVersion());
    TrainingOutcome outcome = outcome(request, config);
    outcomes.announce(outcome);
    if (outcome instanceof Candidate candidate) {
      LOG.info(
          "Announced a candidate pipeline={} request={} model={} package={} millis={}"
              + " evaluation={}",
          config.pipeline(),
          request.id(),
          candidate.model().version(),
          candidate.model().packageUrl(),
          candidate.trainingMillis(),
          candidate.evaluation());
    } else if (outcome instanceof Refused refused) {
      LOG.info(
          "Announced a refusal pipeline={} request={} reason={} evaluation={}",
          config.pipeline(),
          request.id(),
          refused.reason(),
          refused.evaluation());
    }
  }

  private TrainingOutcome outcome(RetrainRequest request, PipelineConfig config)
      throws IOException {
    List<Sample> read = samples(config);
    PipelineConfig trained = withAsked(config);
    BuildResult result;
    try {
      result = maker.make(read, trained, current(request, config), request);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      return refused(request, "The package store is away: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("Training failed pipeline={} request={}", config.pipeline(), request.id(), e);
      return refused(request, "Training failed: " + e);
    } catch (OutOfMemoryError e) {
      // Unanswered, the request would come again and end the next trainer too.
      LOG.error("Training ran out of memory request={}", request.id(), e);
      return refused(
          request,
          """
          Training ran out of memory: %s.
          Lower training.max_samples (%d) or start the trainer with a larger -Xmx.\
          """
              .formatted(e.getMessage(), config.training().maxSamples()));
    }
    if (result instanceof BuildResult.Built built) {
      return publish(built, request, config);
    }
    BuildResult.Refused refused = (BuildResult.Refused) result;
    return new Refused(request.id(), refused.reason(), refused.evaluation());
  }

  /** The pipeline with what was asked of late among its queries. */
  private PipelineConfig withAsked(PipelineConfig config) throws IOException {
    if (!config.queryLearning().learned()) {
      return config;
    }
    List<AskedShape> shapes = asked.within(config.queryLearning().window(), clock.millis());
    PipelineConfig learned = LearnedQueries.applied(config, shapes);
    LOG.info(
        "Makes an order for what was asked pipeline={} queries={}",
        config.pipeline(),
        learned.queries().stream()
            .map(query -> "%s: %.0f".formatted(query.name(), query.weight()))
            .toList());
    return learned;
  }

  /**
   * The newest samples or, where the pipeline has outcomes, also those before the newest: of the
   * last ones nothing is known yet.
   */
  private List<Sample> samples(PipelineConfig config) throws IOException {
    long now = clock.millis();
    int most = mostSamples(config);
    List<Sample> newest = samples.newest(most, now);
    if (config.outcomes().isNone() || config.outcomes().topic().isEmpty()) {
      return newest;
    }
    long settled = now - config.outcomes().delay().toMillis();
    Set<Sample> all = new LinkedHashSet<>(samples.newest(most, settled));
    all.addAll(newest);
    return known.join(List.copyOf(all), config, now);
  }

  /** One more than a training can hold is enough to refuse it; more could not even be read. */
  private static int mostSamples(PipelineConfig config) {
    int fits =
        TrainingMemory.ofThisProcess()
            .mostSamples(
                PipelineFields.of(config).size(), config.featureExtractionPipeline().size());
    return (int) Math.min(config.training().maxSamples(), fits + 1L);
  }

  /** The model in force; a training goes without it where it is gone or cannot be read. */
  private Optional<LoadedModel> current(RetrainRequest request, PipelineConfig config)
      throws IOException {
    ModelRef ref = request.current().model();
    if (ref.isHash()) {
      return Optional.empty();
    }
    Optional<byte[]> bytes =
        patiently("fetch " + ref.packageUrl(), () -> store.fetch(ref.packageUrl()));
    if (bytes.isEmpty()) {
      LOG.warn("The present model is gone model={} package={}", ref.version(), ref.packageUrl());
      return Optional.empty();
    }
    try {
      return Optional.of(ModelPackage.read(bytes.get(), ref, config));
    } catch (BadModelException e) {
      LOG.warn(
          "The present model is not used model={} package={} reason={}",
          ref.version(),
          ref.packageUrl(),
          e.getMessage());
      return Optional.empty();
    }
  }

  private <T> T patiently(String what, Retry.Attempt<T, IOException> attempt) throws IOException {
    try {
      return retry.call(
          IOException.class,
          attempt,
          (failure, failures, wait) ->
              LOG.warn(
                  "Will try again operation={} attempt={} waitMillis={} failure={}",
                  what,
                  failures,
                  wait.toMillis(),
                  failure.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while waiting to try again");
    }
  }

  private TrainingOutcome publish(
      BuildResult.Built built, RetrainRequest request, PipelineConfig config)
      throws InterruptedIOException {
    byte[] bytes = ModelPackage.write(built.manifest(), built.mojo(), built.words());
    String url =
        Topics.beside(config.input().topic(), config.pipeline())
            .modelPackage(request.modelVersion(), request.id());
    ModelRef ref = new ModelRef(request.modelVersion(), url, ModelPackage.checksum(bytes));
    try {
      // What routers would refuse is refused here, before anyone relies on it.
      ModelPackage.read(bytes, ref, config);
      patiently(
          "store " + url,
          () -> {
            store.put(url, request.reason(), bytes);
            return url;
          });
    } catch (BadModelException e) {
      return new Refused(
          request.id(), "Routers would refuse it: " + e.getMessage(), built.evaluation());
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      return new Refused(
          request.id(), "The package store did not take it: " + e.getMessage(), built.evaluation());
    }
    long millis = Math.max(0, clock.millis() - request.atMillis());
    return new Candidate(
        request.id(),
        ref,
        built.shards(),
        built.orderKeyQuantiles(),
        built.presentQuantiles(),
        built.evaluation(),
        millis);
  }

  private static Refused refused(RetrainRequest request, String reason) {
    return new Refused(request.id(), reason, Map.of());
  }
}
