package io.shardsteer.trainer.cli;

import io.shardsteer.common.cassandra.CassandraCredentials;
import io.shardsteer.common.message.BadMessageException;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.PushedConfigs;
import io.shardsteer.common.pulsar.UnreadableTopicException;
import io.shardsteer.common.retry.Backoff;
import io.shardsteer.common.retry.Retry;
import io.shardsteer.mover.Mover;
import io.shardsteer.trainer.ModelBuilder;
import io.shardsteer.trainer.publish.PulsarAskedWindow;
import io.shardsteer.trainer.publish.PulsarModelStore;
import io.shardsteer.trainer.publish.PulsarOutcomeWindow;
import io.shardsteer.trainer.publish.PulsarSampleWindow;
import io.shardsteer.trainer.publish.PulsarTrainingReports;
import io.shardsteer.trainer.publish.RequestQueue;
import io.shardsteer.trainer.publish.Retraining;
import io.shardsteer.trainer.training.H2oTrainer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pipeline's trainer: connected, it answers retrain requests until it is stopped. */
final class TrainerProcess implements ServingProcess {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerProcess.class);

  /** Larger packages are not read into memory, whatever the configuration allows. */
  private static final long LARGEST_PACKAGE_BYTES = 1L << 28;

  /** A training that goes on for longer is left to a standby. */
  private static final int STOP_SECONDS = 10;

  /** About two minutes of attempts. */
  private static final Retry STORE_RETRY =
      new Retry(
          9,
          Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(30)),
          wait -> Thread.sleep(wait.toMillis()));

  private final TrainerConfig config;
  private final boolean movesRows;
  private final Optional<CassandraCredentials> cassandra;
  private final H2oTrainer trainer;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;

  /**
   * @param maxRuntime of one training
   * @param movesRows whether rows move beside trainings
   * @param cassandra login of what moves rows; empty: Cassandra asks for none
   */
  TrainerProcess(
      TrainerConfig config,
      Duration maxRuntime,
      boolean movesRows,
      Optional<CassandraCredentials> cassandra) {
    this.config = config;
    this.movesRows = movesRows;
    this.cassandra = cassandra;
    trainer = H2oTrainer.start(maxRuntime);
  }

  /**
   * Runs until {@link #stop}.
   *
   * @throws PulsarClientException if Pulsar cannot be reached, or no longer
   * @throws BadMessageException if a message cannot be read
   * @throws UnreadableTopicException if a message of a topic that is followed cannot be read
   */
  @Override
  public void run(PulsarAccess access) throws PulsarClientException {
    Topics topics = Topics.beside(config.current().input().topic(), config.current().pipeline());
    Clock clock = Clock.systemUTC();
    try (PulsarClient client = access.client();
        PulsarAdmin admin = access.admin();
        PulsarTrainingReports outcomes =
            PulsarTrainingReports.open(client, topics.trainingOutcomes());
        PushedConfigs pushed = PushedConfigs.follow(client, topics, config::take, failure -> {});
        RequestQueue requests = RequestQueue.subscribe(client, topics.retrainRequests())) {
      var retraining =
          new Retraining(
              new PulsarSampleWindow(client, topics.samples()),
              new PulsarOutcomeWindow(client),
              new PulsarAskedWindow(client, topics.queryReports()),
              new ModelBuilder(trainer)::build,
              new PulsarModelStore(admin, LARGEST_PACKAGE_BYTES),
              outcomes,
              STORE_RETRY,
              clock);
      LOG.info("Waiting for retrain requests pipeline={} {}", config.current().pipeline(), access);
      Runnable stopMoving = startMoving(client, admin);
      try {
        while (!stopping) {
          pushed.requireFollowing();
          requests.poll(request -> retraining.answer(request, config.current()));
        }
      } finally {
        stopMoving.run();
      }
      LOG.info("Stopped pipeline={}", config.current().pipeline());
    } finally {
      ended.countDown();
    }
  }

  /** Rows move beside trainings; what goes wrong there does not end these. */
  private Runnable startMoving(PulsarClient client, PulsarAdmin admin) {
    return movesRows ? Mover.start(client, admin, config::current, cassandra)::close : () -> {};
  }

  /** Ends {@link #run} and waits for it, but not for a long training. */
  @Override
  public void stop() {
    stopping = true;
    try {
      if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.info("Stopped while training: a standby or the next start will answer the request");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
