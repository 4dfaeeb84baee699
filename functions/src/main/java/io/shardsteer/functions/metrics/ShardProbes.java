package io.shardsteer.functions.metrics;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.cassandra.CassandraCredentials;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.cassandra.ShardTables;
import io.shardsteer.common.config.MetricTrigger.Metric;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.store.LayoutMismatchException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one row of each shard's table in turn and tells after each round how long that took, so
 * that query latency is known also while nobody asks. Runs only while {@code query_latency} is
 * watched.
 */
final class ShardProbes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardProbes.class);

  /** Each shard is read once in this time, or less often where shards are many. */
  private static final long ROUND_MILLIS = 5_000;

  private static final long SHORTEST_PAUSE_MILLIS = 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Supplier<PipelineConfig> config;
  private final Consumer<QueryReport> sink;
  private final CompletableFuture<CqlSession> session;
  private final ScheduledExecutorService timer;
  private final Map<Integer, Double> roundMillis = new ConcurrentHashMap<>();
  private int nextShard;

  private ShardProbes(
      Supplier<PipelineConfig> config,
      Consumer<QueryReport> sink,
      CompletableFuture<CqlSession> session,
      ScheduledExecutorService timer) {
    this.config = config;
    this.sink = sink;
    this.session = session;
    this.timer = timer;
  }

  /**
   * Begins to read; waits in the background for a cluster that is not there yet.
   *
   * @param config the present configuration, in the layout that rows have; its cluster stays
   * @param timer has one thread; the caller ends it
   */
  static ShardProbes start(
      Supplier<PipelineConfig> config,
      Optional<CassandraCredentials> login,
      Consumer<QueryReport> sink,
      ScheduledExecutorService timer) {
    var probes =
        new ShardProbes(
            config,
            sink,
            CassandraSessions.openWhenReachable(config.get().storage(), login)
                .toCompletableFuture(),
            timer);
    probes.scheduleNext();
    return probes;
  }

  private void scheduleNext() {
    int shards = config.get().shards().targetShardCount();
    long pause = Math.max(SHORTEST_PAUSE_MILLIS, ROUND_MILLIS / shards);
    var unused = timer.schedule(this::probeNext, pause, TimeUnit.MILLISECONDS);
  }

  private void probeNext() {
    PipelineConfig now = config.get();
    boolean watched =
        now.monitoringMetrics().stream()
            .anyMatch(trigger -> trigger.metric() == Metric.QUERY_LATENCY);
    if (watched && session.isDone() && !session.isCompletedExceptionally()) {
      nextShard = (nextShard + 1) % now.shards().targetShardCount();
      if (nextShard == 0) {
        tell();
      }
      probe(session.join(), now, nextShard);
    }
    scheduleNext();
  }

  /** What did not answer in time for this round is told with the next. */
  private void tell() {
    Map<Integer, Double> millis = new HashMap<>(roundMillis);
    if (!millis.isEmpty()) {
      roundMillis.keySet().removeAll(millis.keySet());
      sink.accept(new QueryReport("probe", System.currentTimeMillis(), 0, 0, millis));
    }
  }

  /** Any row of its table tells how fast a shard answers, also where others share the table. */
  private void probe(CqlSession open, PipelineConfig now, int shard) {
    String table;
    try {
      table = ShardTables.of(open.getMetadata(), now).qualifiedName(shard);
    } catch (LayoutMismatchException mismatch) {
      LOG.debug("Shard has no table to read shard={}", shard, mismatch);
      return;
    }
    long startNanos = System.nanoTime();
    var unused =
        open.executeAsync(
                SimpleStatement.newInstance("SELECT record_id FROM " + table + " LIMIT 1")
                    .setTimeout(TIMEOUT)
                    .setIdempotent(true))
            .whenComplete(
                (row, failure) -> {
                  if (failure == null) {
                    roundMillis.put(shard, (System.nanoTime() - startNanos) / 1e6);
                  } else {
                    // A read that failed at once was not fast: nothing is known of its shard.
                    LOG.debug("Shard cannot be read shard={}", shard, failure);
                  }
                });
  }

  @Override
  public void close() {
    if (!session.cancel(false) && !session.isCompletedExceptionally()) {
      session.join().close();
    }
  }
}
