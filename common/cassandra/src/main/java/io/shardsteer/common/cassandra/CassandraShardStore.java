package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.store.LayoutMismatchException;
import io.shardsteer.common.store.RowRefusedException;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardStore;
import io.shardsteer.common.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows to the Cassandra tables of their shards. A cluster that is not there yet is waited
 * for; a table that is missing is an unavailable store, because it may be created later.
 */
public final class CassandraShardStore implements ShardStore {
  private static final Logger LOG = LoggerFactory.getLogger(CassandraShardStore.class);

  private final String pipeline;
  private final RowEncoder expected;
  private final CompletableFuture<CqlSession> opening;
  private final CompletableFuture<RowWrites> writes;
  private final AtomicBoolean closed = new AtomicBoolean();

  private CassandraShardStore(PipelineConfig config, CompletableFuture<CqlSession> opening) {
    pipeline = config.pipeline();
    expected =
        new RowEncoder(
            new RowColumns(ShardTables.declared(config).layout(config.storage().layout())));
    this.opening = opening;
    writes =
        opening
            .thenApply(open -> fitting(open, config))
            .thenCompose(it -> it.askForLimits().handle((known, failure) -> it));
  }

  /** Writes to tables that can take the rows; others would take none of them. */
  private static RowWrites fitting(CqlSession session, PipelineConfig config) {
    try {
      ShardSchema schema = ShardSchema.of(session, config);
      schema.requireComplete();
      return new RowWrites(session, schema.tables(), config.storage().layout());
    } catch (LayoutMismatchException e) {
      // On a thread of the session, which must not wait for its own end.
      var unused = session.closeAsync();
      throw e;
    }
  }

  /**
   * A store over the tables of a pipeline; returns at once, rows wait for the connection.
   *
   * @throws IllegalArgumentException if the configuration cannot be used
   */
  public static CassandraShardStore connect(
      PipelineConfig config, Optional<CassandraCredentials> login) {
    return new CassandraShardStore(
        config, CassandraSessions.openWhenReachable(config.storage(), login));
  }

  /**
   * Waits a while for the cluster. One that does not answer is waited for further by the rows.
   *
   * @throws LayoutMismatchException if the tables cannot take the rows
   */
  public void awaitCheck(Duration longest) throws InterruptedException {
    try {
      RowWrites unused = writes.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException notYet) {
      LOG.warn("Cassandra does not answer yet, its tables are unchecked pipeline={}", pipeline);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LayoutMismatchException mismatch) {
        throw mismatch;
      }
      LOG.warn("Cassandra cannot be reached pipeline={}", pipeline, e.getCause());
    }
  }

  @Override
  public CompletionStage<Void> upsert(ShardRow row) {
    if (isReached()) {
      return writes.join().upsert(row);
    }
    // A row that can never be written says so at once, not when there is a cluster.
    try {
      var unused = expected.encode(row);
    } catch (RowRefusedException refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
    return writes
        .handle((reached, failure) -> failure == null ? reached.upsert(row) : unreached(failure))
        .thenCompose(Function.identity());
  }

  private boolean isReached() {
    return writes.isDone() && !writes.isCompletedExceptionally();
  }

  private CompletionStage<Void> unreached(Throwable failure) {
    return CompletableFuture.failedFuture(
        new StoreUnavailableException(
            "Could not write to the tables of pipeline %s: %s"
                .formatted(pipeline, failure.getMessage()),
            failure));
  }

  @Override
  public CompletionStage<Set<Integer>> withoutPlace(Set<Integer> shards) {
    return writes.thenCompose(reached -> reached.withoutPlace(shards));
  }

  /** Gives up waiting for a cluster that never came, else closes the connections. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      opening.cancel(false);
      if (!writes.cancel(false) && !writes.isCompletedExceptionally()) {
        writes.join().session().close();
      }
    }
  }
}
