package io.shardsteer.common.adapter.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Creates a pipeline's keyspace and shard tables where they do not exist yet. One process at a time
 * should run it: Cassandra does not order concurrent schema changes.
 */
public final class ShardSchema {
  /** Schema changes wait for the agreement of all nodes. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final Pattern REPLICATION =
      Pattern.compile(
          "\\{\\s*'class'\\s*:\\s*'[A-Za-z.]+'\\s*(,\\s*'[A-Za-z0-9_.-]+'\\s*:\\s*('[0-9/]+'|[0-9]+)\\s*)+\\}");

  private final CqlSession session;
  private final ShardTables tables;

  public ShardSchema(CqlSession session, ShardTables tables) {
    this.session = session;
    this.tables = tables;
  }

  /**
   * Creates the keyspace unless it exists; an existing one keeps its replication.
   *
   * @param replication CQL map, e.g. {@code {'class': 'SimpleStrategy', 'replication_factor': 1}}
   * @throws IllegalArgumentException if the replication is not such a map
   */
  public void createKeyspace(String replication) {
    if (!REPLICATION.matcher(replication.strip()).matches()) {
      throw new IllegalArgumentException(
          """
          storage.replication is not a replication map: %s
          Write it like {'class': 'NetworkTopologyStrategy', 'datacenter1': 3}."""
              .formatted(replication));
    }
    execute(
        "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = %s"
            .formatted(tables.keyspace(), replication.strip()));
  }

  /** Creates the tables of shards 0..count-1 that do not exist yet. */
  public void createTables(int count) {
    for (int shard = 0; shard < count; shard++) {
      execute(createTable(shard));
    }
  }

  private String createTable(int shard) {
    return """
        CREATE TABLE IF NOT EXISTS %s (
          key text,
          publish_time timestamp,
          record_id text,
          payload blob,
          revision bigint,
          PRIMARY KEY ((key), publish_time, record_id)
        ) WITH comment = 'Shard %d of shardsteer pipeline %s'"""
        .formatted(tables.qualifiedName(shard), shard, tables.pipeline());
  }

  private void execute(String cql) {
    session.execute(SimpleStatement.newInstance(cql).setTimeout(TIMEOUT));
  }
}
