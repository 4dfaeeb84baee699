package io.shardsteer.mover;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.cassandra.CassandraShardRows;
import io.shardsteer.common.cassandra.ShardSchema;
import io.shardsteer.common.cassandra.ShardTables;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.steering.LayoutChange;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.store.RowLayouts;
import io.shardsteer.common.store.ShardRows;
import java.util.SortedSet;
import java.util.TreeSet;

/** The tables that rows leave for another layout, and those that they go to. */
final class LayoutMove {
  private final CqlSession session;
  private final PipelineConfig from;
  private final PipelineConfig to;

  /**
   * @param config of the pipeline, in whatever layout
   * @throws IllegalArgumentException if it does not declare a key column of either layout
   */
  LayoutMove(CqlSession session, PipelineConfig config, LayoutChange change) {
    this.session = session;
    from = RowLayouts.in(change.from(), config);
    to = RowLayouts.in(change.to(), config);
  }

  /**
   * Makes the tables that rows go to.
   *
   * @param shards tables of 0 and up
   * @throws io.shardsteer.common.store.LayoutMismatchException if the tables that are there cannot
   *     be read, or cannot take rows
   */
  void makeTables(int shards) {
    ShardSchema.of(session, from).requireComplete();
    ShardSchema.of(session, to).createTables(shards);
  }

  /** The pipeline in the layout that its rows get. */
  PipelineConfig to() {
    return to;
  }

  /** Both tables of each shard, as {@link BothLayouts} counts them. */
  ShardRows rows() {
    return new BothLayouts(
        CassandraShardRows.of(session, from),
        CassandraShardRows.of(session, to),
        to.storage().layout());
  }

  /** Those that are there of both. */
  SortedSet<Integer> tables(RoutingHistory history) {
    SortedSet<Integer> tables = tables(history, to, session);
    tables(history, from, session).forEach(shard -> tables.add(BothLayouts.FORMER + shard));
    return tables;
  }

  /** Every shard that has ever taken records and has its table in a pipeline's layout. */
  static SortedSet<Integer> tables(
      RoutingHistory history, PipelineConfig config, CqlSession session) {
    ShardTables names = ShardTables.of(session.getMetadata(), config);
    SortedSet<Integer> shards = new TreeSet<>(history.shards());
    shards.removeIf(shard -> names.find(session.getMetadata(), shard).isEmpty());
    return shards;
  }

  /** Drops the tables that rows have left. */
  void dropTables() {
    ShardSchema.of(session, from).dropTables();
  }

  /** Both, for people. */
  @Override
  public String toString() {
    return "%s and so on to %s"
        .formatted(
            ShardTables.of(session.getMetadata(), from).qualifiedName(0),
            ShardTables.of(session.getMetadata(), to).qualifiedName(0));
  }
}
