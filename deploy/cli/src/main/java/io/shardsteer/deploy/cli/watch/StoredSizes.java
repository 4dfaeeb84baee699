package io.shardsteer.deploy.cli.watch;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.cassandra.ShardTables;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.message.ControllerCommand.Origin;
import io.shardsteer.common.message.ControllerCommand.StoredRows;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.pulsar.ControllerClient;
import io.shardsteer.common.pulsar.Waiting;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.StoredLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many rows the tables of shards hold beside what the controller takes for their sizes. Rows
 * that come while they are counted are no difference.
 *
 * @param shards the shards that take records, by id
 */
public record StoredSizes(List<Shard> shards) {
  private static final int PAGE_ROWS = 5_000;
  private static final Duration PAGE_PATIENCE = Duration.ofSeconds(60);
  private static final Duration STATUS_PATIENCE = Duration.ofSeconds(20);
  private static final Duration STATUS_POLL = Duration.ofMillis(200);

  /** After so many report intervals the controller knows of every row that was there. */
  private static final int INTERVALS_UNTIL_KNOWN = 3;

  public StoredSizes {
    shards = List.copyOf(shards);
  }

  /**
   * One shard.
   *
   * @param rows that its table holds
   * @param surplus by how many more than the controller had counted, or fewer
   * @param bytesPerRow mean payload of its records
   */
  public record Shard(int shard, long rows, long surplus, double bytesPerRow) {
    /**
     * @param before what the controller took for its rows when counting began
     * @param after the same when it had ended
     */
    static Shard of(int shard, long rows, double before, double after, double bytesPerRow) {
      double least = Math.min(before, after);
      double most = Math.max(before, after);
      double expected = Math.max(least, Math.min(most, (double) rows));
      return new Shard(shard, rows, Math.round(rows - expected), bytesPerRow);
    }

    long surplusBytes() {
      return Math.round(surplus * bytesPerRow);
    }
  }

  /**
   * Reads every table from beginning to end.
   *
   * @throws CommandException if Cassandra does not answer, or the controller does not say what
   *     sizes it takes for given
   */
  public static StoredSizes count(
      Cluster cluster, PipelineConfig config, ControllerClient controller, PipelineWatch watch) {
    List<Double> before = known(controller, 0).sizes();
    StoredLayout stored = StoredLayout.of(config, cluster);
    if (stored.isChanging()) {
      throw new CommandException(
          "Rows are being moved to tables of another layout, and stand in both of them until that is done.\nCount them afterwards; `steer reshard` ends a move that was left off.");
    }
    List<Long> rows = new ArrayList<>(Collections.nCopies(before.size(), 0L));
    try (CqlSession session = cluster.cassandra(config)) {
      ShardTables tables = ShardTables.of(session.getMetadata(), stored.written());
      for (int first = 0; first < tables.count(before.size()); first++) {
        count(session, config, tables, first, rows);
      }
    }
    long known =
        System.currentTimeMillis()
            + INTERVALS_UNTIL_KNOWN * config.control().reportInterval().toMillis();
    List<Double> after = known(controller, known).sizes();
    Collection<ShardReport> last = watch.state().reports();
    List<Shard> shards = new ArrayList<>();
    for (int shard = 0; shard < rows.size(); shard++) {
      double bytes = bytesPerRow(last, shard);
      double load = config.shards().load() == Load.BYTES ? Math.max(1, bytes) : 1;
      double now = shard < after.size() ? after.get(shard) : before.get(shard);
      shards.add(Shard.of(shard, rows.get(shard), before.get(shard) / load, now / load, bytes));
    }
    return new StoredSizes(shards);
  }

  /**
   * Counts the rows of the table of a shard, each for its own shard. Those of shards that take no
   * records any more count for none.
   */
  private static void count(
      CqlSession session, PipelineConfig config, ShardTables tables, int first, List<Long> rows) {
    String column = tables.isShared() ? RowLayout.SHARD : RowLayout.REVISION;
    SimpleStatement all =
        SimpleStatement.newInstance(
                "SELECT %s FROM %s".formatted(column, tables.qualifiedName(first)))
            .setConsistencyLevel(
                DefaultConsistencyLevel.valueOf(config.storage().readConsistency()))
            .setPageSize(PAGE_ROWS)
            .setTimeout(PAGE_PATIENCE)
            .setIdempotent(true);
    for (Row row : session.execute(all)) {
      int shard = tables.isShared() ? row.getInt(0) : first;
      if (shard < rows.size()) {
        rows.set(shard, rows.get(shard) + 1);
      }
    }
  }

  private static double bytesPerRow(Collection<ShardReport> reports, int shard) {
    double records = 0;
    double bytes = 0;
    for (ShardReport report : reports) {
      records += report.records().getOrDefault(shard, 0L);
      bytes += report.bytes().getOrDefault(shard, 0L);
    }
    return records == 0 ? 0 : bytes / records;
  }

  /** What the controller says from a time on. */
  private static ControllerStatus known(ControllerClient controller, long fromMillis) {
    long until = System.nanoTime() + STATUS_PATIENCE.toNanos();
    while (controller.status().filter(it -> it.atMillis() >= fromMillis).isEmpty()) {
      if (System.nanoTime() > until) {
        throw new CommandException(
            """
            The controller has not said what sizes it takes for given within %d s.
            Look at `steer status`: does the metrics function run?"""
                .formatted(STATUS_PATIENCE.toSeconds()));
      }
      Waiting.forMillis(STATUS_POLL.toMillis());
    }
    return controller.status().orElseThrow();
  }

  /**
   * What the controller is told.
   *
   * @param adopt whether its sizes are to be what was counted
   */
  public StoredRows command(Origin origin, boolean adopt) {
    Map<Integer, Long> rows = new TreeMap<>();
    Map<Integer, Long> surplus = new TreeMap<>();
    Map<Integer, Long> bytes = new TreeMap<>();
    for (Shard shard : shards) {
      rows.put(shard.shard(), shard.rows());
      surplus.put(shard.shard(), shard.surplus());
      bytes.put(shard.shard(), shard.surplusBytes());
    }
    return new StoredRows(origin, rows, surplus, bytes, adopt);
  }
}
