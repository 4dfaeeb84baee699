package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.store.RowRefusedException;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows to the tables of a cluster that has been reached, with one prepared, idempotent,
 * token-aware statement a shard. Thread-safe.
 */
final class RowWrites {
  private static final String LARGEST_MUTATION =
      "SELECT value FROM system_views.settings WHERE name = 'max_mutation_size'";

  private final CqlSession session;
  private final ShardTables tables;
  private final UpsertRow upsertRow;
  private final PreparedByShard statements;

  RowWrites(CqlSession session, ShardTables tables, RowLayout layout) {
    this.session = session;
    this.tables = tables;
    upsertRow = new UpsertRow(tables, new RowColumns(tables.layout(layout)));
    statements = new PreparedByShard(CompletableFuture.completedFuture(session), upsertRow::cql);
  }

  CqlSession session() {
    return session;
  }

  /** Where the cluster does not tell its limit, its default is gone by. */
  CompletionStage<Void> askForLimits() {
    return session
        .executeAsync(LARGEST_MUTATION)
        .thenAccept(
            result -> {
              Row limit = result.one();
              String size = limit == null ? null : limit.getString(0);
              if (size != null) {
                upsertRow.encoder().allowMutations(RowEncoder.bytes(size));
              }
            });
  }

  CompletionStage<Void> upsert(ShardRow row) {
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
      return session.executeAsync(upsertRow.bind(statement, values, row));
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
  CompletionStage<Set<Integer>> withoutPlace(Set<Integer> shards) {
    return session.refreshSchemaAsync().thenApply(present -> withoutPlace(shards, present));
  }

  private Set<Integer> withoutPlace(Set<Integer> shards, Metadata present) {
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
  }
}
