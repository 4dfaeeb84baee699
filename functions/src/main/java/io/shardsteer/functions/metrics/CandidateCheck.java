package io.shardsteer.functions.metrics;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.message.TrainingOutcome.Refused;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pulsar.PackageMissingException;
import io.shardsteer.common.pulsar.PackageTooLargeException;
import io.shardsteer.common.retry.Backoff;
import io.shardsteer.common.retry.Retry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the package of a candidate before the controller hears of it, so that no table ever
 * names a model that routers would refuse.
 */
final class CandidateCheck {
  /** Fetches the bytes of a package. */
  @FunctionalInterface
  interface Packages {
    byte[] fetch(String packageUrl) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(CandidateCheck.class);

  private static final int MOST_ATTEMPTS = 8;

  private final Packages packages;
  private final Supplier<PipelineConfig> config;
  private final Retry retry;

  /**
   * @param pauseMillis between attempts to fetch a package
   */
  CandidateCheck(Packages packages, Supplier<PipelineConfig> config, long pauseMillis) {
    this.packages = packages;
    this.config = config;
    Duration pause = Duration.ofMillis(pauseMillis);
    retry =
        new Retry(
            MOST_ATTEMPTS,
            Backoff.doubling(pause, pause),
            wait -> TimeUnit.MILLISECONDS.sleep(wait.toMillis()));
  }

  /**
   * The outcome as the controller should see it; blocks while a package is fetched.
   *
   * @return a candidate that cannot be used becomes a refusal that says why
   */
  TrainingOutcome check(TrainingOutcome outcome) throws InterruptedException {
    if (!(outcome instanceof Candidate candidate)) {
      return outcome;
    }
    try {
      LoadedModel model =
          ModelPackage.read(fetch(candidate.model().packageUrl()), candidate.model(), config.get());
      LOG.info(
          "Candidate checked version={} columns={}",
          model.ref().version(),
          model.features().width());
      return candidate;
    } catch (BadModelException | IOException e) {
      LOG.error("Candidate refused version={}", candidate.model().version(), e);
      return new Refused(
          candidate.requestId(),
          "The controller cannot use the package: " + e.getMessage(),
          candidate.evaluation());
    }
  }

  private byte[] fetch(String packageUrl) throws IOException, InterruptedException {
    return retry.call(
        IOException.class,
        () -> packages.fetch(packageUrl),
        (failure, failures, wait) -> {
          if (failure instanceof PackageMissingException
              || failure instanceof PackageTooLargeException) {
            throw failure;
          }
        });
  }
}
