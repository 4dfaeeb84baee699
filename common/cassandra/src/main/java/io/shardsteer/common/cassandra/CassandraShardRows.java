package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.StorageConfig;
import io.shardsteer.common.store.ColumnRange;
import io.shardsteer.common.store.OrderedRows;
import io.shardsteer.common.store.RowKey;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.RowSlice;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardRows;
import io.shardsteer.common.store.StoredRow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a pipeline's Cassandra tables, through prepared, idempotent, token-aware statements.
 * The session is the caller's and stays open.
 */
public final class CassandraShardRows implements ShardRows, OrderedRows {
  /** Rows of a page. */
  public static final int PAGE_SIZE = 1_000;

  private final CqlSession session;
  private final ShardTables tables;
  private final PageReader pages;
  private final RowColumns columns;
  private final CopyRow copyRow;
  private final DeleteRow deleteRow;
  private final FindRows findRows;
  private final ShardScans scans;
  private final PreparedByShard copies;
  private final PreparedByShard deletions;
  private final SameRow sameRow;
  private final PreparedByShard sameRows;
  private final OrderedStatements ordered;
  private final PreparedByShard slices;
  private final PreparedByShard partitions;

  private CassandraShardRows(CqlSession session, ShardTables tables, StorageConfig config) {
    this.session = session;
    this.tables = tables;
    columns = new RowColumns(tables.layout(config.layout()));
    pages =
        new PageReader(
            session, tables, columns, DefaultConsistencyLevel.valueOf(config.readConsistency()));
    copyRow = new CopyRow(tables, columns);
    deleteRow = new DeleteRow(tables, columns);
    findRows = new FindRows(tables, columns);
    CompletableFuture<CqlSession> open = CompletableFuture.completedFuture(session);
    ScanRows scanRows = new ScanRows(tables, columns);
    scans =
        new ShardScans(
            new PreparedByShard(open, scanRows::cql),
            new PreparedByShard(open, scanRows::tableCql),
            pages,
            tables.isShared());
    copies = new PreparedByShard(open, copyRow::cql);
    deletions = new PreparedByShard(open, deleteRow::cql);
    sameRow = new SameRow(tables, columns);
    sameRows = new PreparedByShard(open, sameRow::cql);
    ordered = new OrderedStatements(tables, columns);
    slices = new PreparedByShard(open, ordered::slice);
    partitions = new PreparedByShard(open, ordered::partitions);
  }

  /**
   * The rows of a pipeline's tables.
   *
   * @param session with the consistency of writes, as {@link CassandraSessions} opens it
   * @throws io.shardsteer.common.store.LayoutMismatchException if other tables are declared than
   *     are there
   */
  public static CassandraShardRows of(CqlSession session, PipelineConfig config) {
    return new CassandraShardRows(
        session, ShardTables.of(session.getMetadata(), config), config.storage());
  }

  @Override
  public CompletionStage<RowPage> scan(int shard, @Nullable ByteBuffer page) {
    return pages.named("read", shard, scans.read(shard, page));
  }

  @Override
  public CompletionStage<RowPage> find(int shard, RowKey key, @Nullable ByteBuffer page) {
    findRows.check(key);
    // The driver itself keeps what was prepared with the same text.
    return pages.named(
        "read",
        shard,
        session
            .prepareAsync(findRows.cql(shard, key))
            .thenCompose(
                statement -> pages.rows(shard, findRows.bind(statement, shard, key), page)));
  }

  @Override
  public CompletionStage<Optional<StoredRow>> same(ShardRow row, int inShard) {
    return pages.named(
        "read",
        inShard,
        sameRows
            .of(inShard)
            .thenCompose(
                statement -> pages.rows(inShard, sameRow.bind(statement, row, inShard), null))
            .thenApply(page -> page.rows().stream().findFirst()));
  }

  @Override
  public CompletionStage<Void> copy(StoredRow row, int toShard) {
    return pages.named(
        "write to",
        toShard,
        copies
            .of(toShard)
            .thenCompose(statement -> session.executeAsync(copyRow.bind(statement, row, toShard)))
            .thenAccept(written -> {}));
  }

  @Override
  public CompletionStage<Void> delete(StoredRow row) {
    int shard = row.row().shard();
    return pages.named(
        "delete from",
        shard,
        deletions
            .of(shard)
            .thenCompose(statement -> session.executeAsync(deleteRow.bind(statement, row)))
            .thenAccept(deleted -> {}));
  }

  @Override
  public CompletionStage<PartitionPage> partitions(int shard, @Nullable ByteBuffer page) {
    return pages.named(
        "read",
        shard,
        partitions
            .of(shard)
            .thenCompose(statement -> pages.results(statement.bind(), page))
            .thenApply(CassandraShardRows::partitions));
  }

  private static PartitionPage partitions(AsyncResultSet result) {
    List<RowSlice.Partition> found = new ArrayList<>();
    result.currentPage().forEach(row -> found.add(OrderedStatements.partition(row)));
    return new PartitionPage(found, result.getExecutionInfo().getPagingState());
  }

  @Override
  public CompletionStage<RowPage> slice(int shard, RowSlice slice, @Nullable ByteBuffer page) {
    return pages.named(
        "read",
        shard,
        slices
            .of(shard)
            .thenCompose(
                statement -> pages.rows(shard, ordered.bind(statement, shard, slice), page)));
  }

  @Override
  public CompletionStage<RowPage> indexed(
      int shard, List<ColumnRange> ranges, @Nullable ByteBuffer page) {
    // The driver itself keeps what was prepared with the same text.
    return pages.named(
        "read",
        shard,
        session
            .prepareAsync(ordered.indexed(shard, ranges))
            .thenCompose(
                statement -> pages.rows(shard, OrderedStatements.bind(statement, ranges), page)));
  }

  @Override
  public boolean hasIndex(int shard, String column) {
    return tables
        .find(session.getMetadata(), shard)
        .flatMap(table -> table.getIndex(tables.indexName(shard, column, columns.layout())))
        .isPresent();
  }
}
