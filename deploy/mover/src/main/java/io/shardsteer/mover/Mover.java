package io.shardsteer.mover;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import io.shardsteer.common.cassandra.CassandraCredentials;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.control.MoveTimes;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.MoveRequest;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.OperationException;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.steering.Reshard.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs the moves of stored rows that a pipeline's controller asks for, on a thread of its own,
 * until it is closed. What fails is tried again after a while; nothing that goes wrong here ends
 * the process. It asks nothing of Cassandra before a move is asked for. Thread-safe.
 */
public final class Mover implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mover.class);

  /** Rows published within this before a move stay where they are: clocks differ, retries come. */
  private static final Duration LAG = Duration.ofSeconds(60);

  private static final Duration ROUTERS_PATIENCE = Duration.ofMinutes(2);
  private static final long TELL_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long HOLD_LOOK_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 10_000;

  /** How long the rows at hand may take at the end before they are cut short. */
  private static final long PAGE_MILLIS = 2_000;

  private static final long CLOSE_MILLIS = 5_000;

  private final PulsarClient client;
  private final PulsarAdmin admin;
  private final Supplier<PipelineConfig> config;
  private final Optional<CassandraCredentials> login;
  private final Topics topics;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "shardsteer-mover");
  private volatile boolean isPaused;

  private Mover(
      PulsarClient client,
      PulsarAdmin admin,
      Supplier<PipelineConfig> config,
      Optional<CassandraCredentials> login) {
    this.client = client;
    this.admin = admin;
    this.config = config;
    this.login = login;
    topics = Topics.beside(config.get().input().topic(), config.get().pipeline());
    thread.setDaemon(true);
  }

  /**
   * Begins to wait for requests.
   *
   * @param config asked for again and again: what is pushed counts from the next page of rows on
   * @param login to Cassandra; empty: it asks for none
   */
  public static Mover start(
      PulsarClient client,
      PulsarAdmin admin,
      Supplier<PipelineConfig> config,
      Optional<CassandraCredentials> login) {
    var mover = new Mover(client, admin, config, login);
    mover.thread.start();
    return mover;
  }

  private void run() {
    while (!isStopping()) {
      TopicFollower statuses = null;
      try (MoveRequests requests = MoveRequests.subscribe(client, topics.moveRequests())) {
        statuses = TopicFollower.follow(client, topics.controllerStatus(), this::heard);
        LOG.info("Waiting for moves of rows pipeline={}", topics.pipeline());
        while (!isStopping()) {
          statuses.requireFollowing();
          requests.poll(this::perform);
        }
      } catch (PulsarClientException | RuntimeException e) {
        failed(e);
      } finally {
        close(statuses);
      }
    }
    LOG.info("Mover ended pipeline={}", topics.pipeline());
  }

  private void heard(Message<byte[]> message) {
    ControllerStatus status = MessageCodec.decode(message.getData(), ControllerStatus.class);
    isPaused = status.pauses().stream().anyMatch(pause -> pause.what().equals("rebalancing"));
  }

  private static void close(@Nullable TopicFollower follower) {
    if (follower != null) {
      follower.close();
    }
  }

  private void failed(Exception failure) {
    if (!isStopping()) {
      LOG.warn(
          "Rows cannot be moved now pipeline={} againInMillis={}",
          topics.pipeline(),
          RETRY_MILLIS,
          failure);
      pause(RETRY_MILLIS);
    }
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void pause(long millis) {
    try {
      boolean unused = stopping.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      stopping.countDown();
      Thread.currentThread().interrupt();
    }
  }

  /** Carries a request out, however long that takes; false if it is stopped before. */
  private boolean perform(MoveRequest request) {
    LOG.info("Move of rows asked for request={} revision={}", request.id(), request.revision());
    String held = "";
    while (!isStopping()) {
      try {
        String hold = hold();
        if (!hold.isEmpty()) {
          if (!hold.equals(held)) {
            LOG.info("Rows wait request={} for={}", request.id(), hold);
          }
          pause(HOLD_LOOK_MILLIS);
        } else if (isDone(request)) {
          return true;
        } else {
          move(request);
        }
        held = hold;
      } catch (HeldException e) {
        LOG.info("Rows stop request={} for={}", request.id(), e.getMessage());
      } catch (PulsarClientException | OperationException | DriverException e) {
        failed(e);
      }
    }
    return false;
  }

  /** Why rows may not move now; empty if they may. */
  private String hold() {
    PipelineConfig now = config.get();
    if (isStopping()) {
      return "the end of this process";
    }
    if (!now.reshard().isAutomatic()) {
      return "reshard.mode: automatic";
    }
    if (isPaused) {
      return "`steer resume --rebalancing`";
    }
    return MoveTimes.of(now).areOpen(System.currentTimeMillis()) ? "" : "its windows";
  }

  private void passOrEnd() {
    String hold = hold();
    if (!hold.isEmpty()) {
      throw new HeldException(hold);
    }
  }

  /** Whether it was carried out, or an operator has moved rows since it was asked for. */
  private boolean isDone(MoveRequest request) throws PulsarClientException {
    return ReshardJournal.newest(client, topics)
        .filter(newest -> newest.reshard().phase() == Phase.DONE)
        .filter(newest -> newest.answers(request))
        .isPresent();
  }

  private void move(MoveRequest request) throws PulsarClientException {
    PipelineConfig now = config.get();
    var throttle = new Throttle(() -> config.get().reshard().rowsPerSecond());
    try (CqlSession session = CassandraSessions.open(now.storage(), login)) {
      new Resharding(
              client,
              admin,
              session,
              now,
              new Resharding.Options(
                  throttle,
                  now.reshard().rowsPerSecond(),
                  LAG,
                  ROUTERS_PATIENCE,
                  this::passOrEnd,
                  Optional.of(request),
                  Optional.empty()),
              new LoggedMove(throttle))
          .run();
    }
  }

  /** How a move goes, in the log. */
  private record LoggedMove(Throttle throttle) implements MoveListener {
    @Override
    public void says(String line) {
      LOG.info("{}", line.strip());
    }

    @Override
    public Pass begins(String verb, long rows) {
      return new Pass() {
        private long done;
        private long toldNanos = System.nanoTime();

        @Override
        public void add(long more) {
          done += more;
          if (System.nanoTime() - toldNanos > TELL_NANOS) {
            end();
          }
        }

        @Override
        public void end() {
          toldNanos = System.nanoTime();
          LOG.info("{} rows={} of={} partOfRate={}", verb, done, rows, throttle.part());
        }
      };
    }
  }

  /**
   * @throws IllegalStateException if it has ended by an error
   */
  public void requireRunning() {
    if (!thread.isAlive() && !isStopping()) {
      throw new IllegalStateException("The mover has ended; standard error says why.");
    }
  }

  /** Ends it; a move that is under way stops after the rows at hand. */
  @Override
  public void close() {
    stopping.countDown();
    try {
      thread.join(PAGE_MILLIS);
      thread.interrupt();
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
