package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.StorageConfig;
import io.shardsteer.common.store.RowKey;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardRows;
import io.shardsteer.common.store.StoreUnavailableException;
import io.shardsteer.common.store.StoredRow;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a pipeline's Cassandra tables, through prepared, idempotent, token-aware statements.
 * The session is the caller's and stays open.
 */
public final class CassandraShardRows implements ShardRows {
  /** Rows of a page. */
  public static final int PAGE_SIZE = 1_000;

  /** A page may be read from disk row by row; the driver's usual limit is for single rows. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

  private final CqlSession session;
  private final ShardTables tables;
  private final DefaultConsistencyLevel readConsistency;
  private final RowColumns columns;
  private final CopyRow copyRow;
  private final DeleteRow deleteRow;
  private final FindRows findRows;
  private final PreparedByShard scans;
  private final PreparedByShard copies;
  private final PreparedByShard deletions;
  private final SameRow sameRow;
  private final PreparedByShard sameRows;

  /**
   * @param session with the consistency of writes, as {@link CassandraSessions} opens it
   */
  public CassandraShardRows(CqlSession session, String pipeline, StorageConfig config) {
    this.session = session;
    tables = new ShardTables(config.keyspace(), pipeline);
    readConsistency = DefaultConsistencyLevel.valueOf(config.readConsistency());
    columns = new RowColumns(config.layout());
    copyRow = new CopyRow(tables, columns);
    deleteRow = new DeleteRow(tables, columns);
    findRows = new FindRows(tables, columns);
    CompletableFuture<CqlSession> open = CompletableFuture.completedFuture(session);
    scans = new PreparedByShard(open, new ScanRows(tables, columns)::cql);
    copies = new PreparedByShard(open, copyRow::cql);
    deletions = new PreparedByShard(open, deleteRow::cql);
    sameRow = new SameRow(tables, columns);
    sameRows = new PreparedByShard(open, sameRow::cql);
  }

  /** The rows of a pipeline's tables. */
  public static CassandraShardRows of(CqlSession session, PipelineConfig config) {
    return new CassandraShardRows(session, config.pipeline(), config.storage());
  }

  @Override
  public CompletionStage<RowPage> scan(int shard, @Nullable ByteBuffer page) {
    return named(
        "read",
        shard,
        scans.of(shard).thenCompose(statement -> read(shard, statement.bind(), page)));
  }

  @Override
  public CompletionStage<RowPage> find(int shard, RowKey key, @Nullable ByteBuffer page) {
    findRows.check(key);
    // The driver itself keeps what was prepared with the same text.
    return named(
        "read",
        shard,
        session
            .prepareAsync(findRows.cql(shard, key))
            .thenCompose(statement -> read(shard, findRows.bind(statement, key), page)));
  }

  @Override
  public CompletionStage<Optional<StoredRow>> same(ShardRow row, int inShard) {
    return named(
        "read",
        inShard,
        sameRows
            .of(inShard)
            .thenCompose(statement -> read(inShard, sameRow.bind(statement, row), null))
            .thenApply(page -> page.rows().stream().findFirst()));
  }

  @Override
  public CompletionStage<Void> copy(StoredRow row, int toShard) {
    return named(
        "write to",
        toShard,
        copies
            .of(toShard)
            .thenCompose(statement -> session.executeAsync(copyRow.bind(statement, row)))
            .thenAccept(written -> {}));
  }

  @Override
  public CompletionStage<Void> delete(StoredRow row) {
    int shard = row.row().shard();
    return named(
        "delete from",
        shard,
        deletions
            .of(shard)
            .thenCompose(statement -> session.executeAsync(deleteRow.bind(statement, row)))
            .thenAccept(deleted -> {}));
  }

  private CompletionStage<RowPage> read(
      int shard, BoundStatement statement, @Nullable ByteBuffer page) {
    return session
        .executeAsync(
            statement
                .setPageSize(PAGE_SIZE)
                .setPagingState(page)
                .setConsistencyLevel(readConsistency)
                .setTimeout(READ_TIMEOUT))
        .thenApply(result -> page(shard, result));
  }

  private RowPage page(int shard, AsyncResultSet result) {
    List<StoredRow> rows = new ArrayList<>();
    result.currentPage().forEach(row -> rows.add(columns.read(shard, row)));
    return new RowPage(rows, result.getExecutionInfo().getPagingState());
  }

  private <T> CompletionStage<T> named(String action, int shard, CompletionStage<T> stage) {
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
