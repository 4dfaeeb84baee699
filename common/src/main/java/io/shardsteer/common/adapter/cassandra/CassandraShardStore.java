package io.shardsteer.common.adapter.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import io.shardsteer.common.config.StorageConfig;
import io.shardsteer.common.store.RowRefusedException;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardStore;
import io.shardsteer.common.store.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows to the Cassandra tables of their shards with one prepared, idempotent, token-aware
 * statement each. A cluster that is not there yet is waited for; a table that is missing is an
 * unavailable store, because it may be created later.
 */
public final class CassandraShardStore implements ShardStore {
  /** Cassandra's bound on the bytes of a key or clustering value. */
  private static final int LARGEST_KEY_BYTES = 65_535;

  /** UTF-16 units that can never make more bytes of UTF-8 than a key may have. */
  private static final int SAFE_KEY_LENGTH = LARGEST_KEY_BYTES / 3;

  private final ShardTables tables;
  private final CompletableFuture<CqlSession> session;
  private final ConcurrentMap<Integer, CompletableFuture<PreparedStatement>> statements =
      new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private CassandraShardStore(ShardTables tables, CompletionStage<CqlSession> session) {
    this.tables = tables;
    this.session = session.toCompletableFuture();
  }

  /**
   * A store over the tables of a pipeline; returns at once, rows wait for the connection.
   *
   * @throws IllegalArgumentException if the configuration cannot be used
   */
  public static CassandraShardStore connect(
      String pipeline, StorageConfig config, Optional<CassandraCredentials> login) {
    return new CassandraShardStore(
        new ShardTables(config.keyspace(), pipeline),
        CassandraSessions.openWhenReachable(config, login));
  }

  @Override
  public CompletionStage<Void> upsert(ShardRow row) {
    RowRefusedException refusal = refusal(row);
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    CompletableFuture<PreparedStatement> statement = statement(row.shard());
    // Once prepared there is no stage to wait for, which is the way of all but the first rows.
    CompletionStage<Void> written =
        statement.isDone() && !statement.isCompletedExceptionally()
            ? execute(statement.join(), row)
            : statement.thenCompose(prepared -> execute(prepared, row));
    return written.exceptionallyCompose(
        failure -> CompletableFuture.failedFuture(why(row, failure)));
  }

  private CompletionStage<Void> execute(PreparedStatement statement, ShardRow row) {
    return session.join().executeAsync(UpsertRow.bind(statement, row)).thenAccept(written -> {});
  }

  private CompletableFuture<PreparedStatement> statement(int shard) {
    CompletableFuture<PreparedStatement> known = statements.get(shard);
    if (known != null && !known.isCompletedExceptionally()) {
      return known;
    }
    return statements.compute(
        shard,
        (id, present) ->
            present != null && !present.isCompletedExceptionally()
                ? present
                : session.thenCompose(it -> it.prepareAsync(UpsertRow.cql(tables, id))));
  }

  private static @Nullable RowRefusedException refusal(ShardRow row) {
    if (isUnusable(row.key())) {
      return new RowRefusedException(unusable("key", row.key()), null);
    }
    if (isUnusable(row.recordId())) {
      return new RowRefusedException(unusable("record id", row.recordId()), null);
    }
    return null;
  }

  private static boolean isUnusable(String text) {
    return text.isEmpty()
        || (text.length() > SAFE_KEY_LENGTH
            && text.getBytes(StandardCharsets.UTF_8).length > LARGEST_KEY_BYTES);
  }

  private static String unusable(String what, String text) {
    return text.isEmpty()
        ? "The " + what + " is empty; a row needs one."
        : "The %s has %d characters; Cassandra takes up to %d bytes."
            .formatted(what, text.length(), LARGEST_KEY_BYTES);
  }

  /** Tells a row that is at fault from a store that is. */
  private RuntimeException why(ShardRow row, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String table = tables.qualifiedName(row.shard());
    if (cause instanceof InvalidQueryException && isPrepared(row.shard()) && tableExists(row)) {
      return new RowRefusedException(
          "Cassandra refuses the row for %s: %s".formatted(table, cause.getMessage()), cause);
    }
    return new StoreUnavailableException(
        "Could not write to %s: %s".formatted(table, cause.getMessage()), cause);
  }

  /** A statement that cannot even be prepared says nothing about a row. */
  private boolean isPrepared(int shard) {
    CompletableFuture<PreparedStatement> statement = statements.get(shard);
    return statement != null && statement.isDone() && !statement.isCompletedExceptionally();
  }

  private boolean tableExists(ShardRow row) {
    return session
        .join()
        .getMetadata()
        .getKeyspace(tables.keyspace())
        .flatMap(keyspace -> keyspace.getTable(tables.name(row.shard())))
        .isPresent();
  }

  /** Gives up waiting for a cluster that never came, else closes the connections. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)
        && !session.cancel(false)
        && !session.isCompletedExceptionally()) {
      session.join().close();
    }
  }
}
