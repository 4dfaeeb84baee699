package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.config.StorageConfig;
import io.shardsteer.common.store.LayoutMismatchException;
import io.shardsteer.common.store.RowRefusedException;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardStore;
import io.shardsteer.common.store.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows to the Cassandra tables of their shards with one prepared, idempotent, token-aware
 * statement each. A cluster that is not there yet is waited for; a table that is missing is an
 * unavailable store, because it may be created later.
 */
public final class CassandraShardStore implements ShardStore {
  private static final String LARGEST_MUTATION =
      "SELECT value FROM system_views.settings WHERE name = 'max_mutation_size'";

  private static final Logger LOG = LoggerFactory.getLogger(CassandraShardStore.class);

  private final ShardTables tables;
  private final UpsertRow upsertRow;
  private final CompletableFuture<CqlSession> opening;
  private final CompletableFuture<CqlSession> session;
  private final PreparedByShard statements;
  private final AtomicBoolean closed = new AtomicBoolean();

  private CassandraShardStore(
      ShardTables tables, RowLayout layout, CompletableFuture<CqlSession> opening) {
    this.tables = tables;
    upsertRow = new UpsertRow(tables, new RowColumns(layout));
    this.opening = opening;
    session =
        opening
            .thenApply(open -> fitting(open, tables, layout))
            .thenCompose(open -> askForLimits(open).handle((known, failure) -> open));
    statements = new PreparedByShard(session, upsertRow::cql);
  }

  /** Where the cluster does not tell its limit, its default is gone by. */
  private CompletionStage<Void> askForLimits(CqlSession open) {
    return open.executeAsync(LARGEST_MUTATION)
        .thenAccept(
            result -> {
              Row limit = result.one();
              String size = limit == null ? null : limit.getString(0);
              if (size != null) {
                upsertRow.encoder().allowMutations(RowEncoder.bytes(size));
              }
            });
  }

  /** A session on tables that can take the rows; others would take none of them. */
  private static CqlSession fitting(CqlSession session, ShardTables tables, RowLayout layout) {
    try {
      new ShardSchema(session, tables, layout).requireComplete();
      return session;
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
      String pipeline, StorageConfig config, Optional<CassandraCredentials> login) {
    return new CassandraShardStore(
        new ShardTables(config.keyspace(), pipeline, config.layout().rowOrder()),
        config.layout(),
        CassandraSessions.openWhenReachable(config, login));
  }

  /**
   * Waits a while for the cluster. One that does not answer is waited for further by the rows.
   *
   * @throws LayoutMismatchException if the tables cannot take the rows
   */
  public void awaitCheck(Duration longest) throws InterruptedException {
    try {
      session.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException notYet) {
      LOG.warn(
          "Cassandra does not answer yet, its tables are unchecked pipeline={}", tables.pipeline());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LayoutMismatchException mismatch) {
        throw mismatch;
      }
      LOG.warn("Cassandra cannot be reached pipeline={}", tables.pipeline(), e.getCause());
    }
  }

  @Override
  public CompletionStage<Void> upsert(ShardRow row) {
    @Nullable ByteBuffer[] values;
    try {
      values = upsertRow.encoder().encode(row);
    } catch (RowRefusedException refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
    CompletableFuture<PreparedStatement> statement = statements.of(row.shard());
    // Once prepared there is no stage to wait for, which is the way of all but the first rows.
    CompletionStage<AsyncResultSet> written =
        statement.isDone() && !statement.isCompletedExceptionally()
            ? execute(statement.join(), values, row)
            : statement.thenCompose(prepared -> execute(prepared, values, row));
    return written.handle(
        (result, failure) -> {
          if (failure != null) {
            throw why(row, failure);
          }
          return null;
        });
  }

  private CompletionStage<AsyncResultSet> execute(
      PreparedStatement statement, @Nullable ByteBuffer[] values, ShardRow row) {
    try {
      return session.join().executeAsync(upsertRow.bind(statement, values, row));
    } catch (RuntimeException e) {
      // A statement of other columns than the layout's, or a session that was closed: not the row.
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Tells a row that is at fault from a store that is. */
  private RuntimeException why(ShardRow row, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String table = tables.qualifiedName(row.shard());
    if (RowFault.is(cause)) {
      return new RowRefusedException(
          "Cassandra refuses the row for %s: %s".formatted(table, cause.getMessage()), cause);
    }
    return new StoreUnavailableException(
        "Could not write to %s: %s".formatted(table, cause.getMessage()), cause);
  }

  /** Asks the cluster anew: what the driver knows may be seconds old. */
  @Override
  public CompletionStage<Set<Integer>> withoutPlace(Set<Integer> shards) {
    return session
        .thenCompose(CqlSession::refreshSchemaAsync)
        .thenApply(
            present -> {
              Set<Integer> without =
                  shards.stream()
                      .filter(shard -> tables.find(present, shard).isEmpty())
                      .collect(Collectors.toUnmodifiableSet());
              // Whoever asks is about to write: the first row need not wait for its statement.
              for (int shard : shards) {
                if (!without.contains(shard)) {
                  var unused = statements.of(shard);
                }
              }
              return without;
            });
  }

  /** Gives up waiting for a cluster that never came, else closes the connections. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      opening.cancel(false);
      if (!session.cancel(false) && !session.isCompletedExceptionally()) {
        session.join().close();
      }
    }
  }
}
