package io.shardsteer.trainer.cli;

import io.shardsteer.common.cassandra.CassandraCredentials;
import io.shardsteer.common.message.BadMessageException;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.PushedConfigs;
import io.shardsteer.common.pulsar.UnreadableTopicException;
import io.shardsteer.mover.Mover;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pipeline's mover without a trainer: connected, it moves rows until it is stopped. */
final class MoverProcess implements ServingProcess {
  private static final Logger LOG = LoggerFactory.getLogger(MoverProcess.class);

  private static final long LOOK_MILLIS = 500;
  private static final int STOP_SECONDS = 15;

  private final TrainerConfig config;
  private final Optional<CassandraCredentials> cassandra;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  MoverProcess(TrainerConfig config, Optional<CassandraCredentials> cassandra) {
    this.config = config;
    this.cassandra = cassandra;
  }

  /**
   * Runs until {@link #stop}.
   *
   * @throws PulsarClientException if Pulsar cannot be reached, or no longer
   * @throws BadMessageException if a message cannot be read
   * @throws UnreadableTopicException if a message of a topic that is followed cannot be read
   * @throws IllegalStateException if the mover has ended by an error
   */
  @Override
  public void run(PulsarAccess access) throws PulsarClientException {
    Topics topics = Topics.beside(config.current().input().topic(), config.current().pipeline());
    try (PulsarClient client = access.client();
        PulsarAdmin admin = access.admin();
        PushedConfigs pushed = PushedConfigs.follow(client, topics, config::take, failure -> {});
        Mover mover = Mover.start(client, admin, config::current, cassandra)) {
      LOG.info("Moves rows when asked to pipeline={} {}", config.current().pipeline(), access);
      while (!stopping.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        pushed.requireFollowing();
        mover.requireRunning();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
    LOG.info("Stopped pipeline={}", config.current().pipeline());
  }

  @Override
  public void stop() {
    stopping.countDown();
    try {
      if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.info("Stopped while rows move: another mover or the next start goes on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
