package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.StoreUnavailableException;
import io.shardsteer.common.store.StoredRow;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads pages of a pipeline's tables and names the table where that fails. Thread-safe. */
final class PageReader {
  /** A page may be read from disk row by row; the driver's usual limit is for single rows. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

  private final CqlSession session;
  private final ShardTables tables;
  private final RowColumns columns;
  private final DefaultConsistencyLevel consistency;

  PageReader(
      CqlSession session,
      ShardTables tables,
      RowColumns columns,
      DefaultConsistencyLevel consistency) {
    this.session = session;
    this.tables = tables;
    this.columns = columns;
    this.consistency = consistency;
  }

  /** The rows of a page that are the shard's: an index finds those of a whole table. */
  CompletionStage<RowPage> rows(int shard, BoundStatement statement, @Nullable ByteBuffer page) {
    return results(statement, page).thenApply(result -> page(shard, result));
  }

  CompletionStage<AsyncResultSet> results(BoundStatement statement, @Nullable ByteBuffer page) {
    return session.executeAsync(
        statement
            .setPageSize(CassandraShardRows.PAGE_SIZE)
            .setPagingState(page)
            .setConsistencyLevel(consistency)
            .setTimeout(READ_TIMEOUT));
  }

  private RowPage page(int shard, AsyncResultSet result) {
    List<StoredRow> rows = new ArrayList<>();
    for (Row row : result.currentPage()) {
      if (columns.isOf(shard, row)) {
        rows.add(columns.read(shard, row));
      }
    }
    return new RowPage(rows, result.getExecutionInfo().getPagingState());
  }

  /**
   * @param action what is done to the table, for messages
   */
  <T> CompletionStage<T> named(String action, int shard, CompletionStage<T> stage) {
    return stage.exceptionallyCompose(
        failure -> {
          Throwable cause =
              failure instanceof CompletionException && failure.getCause() != null
                  ? failure.getCause()
                  : failure;
          return CompletableFuture.failedFuture(
              new StoreUnavailableException(
                  "Could not %s %s: %s"
                      .formatted(action, tables.qualifiedName(shard), cause.getMessage()),
                  cause));
        });
  }
}
