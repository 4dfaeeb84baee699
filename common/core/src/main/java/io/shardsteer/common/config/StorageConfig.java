package io.shardsteer.common.config;

import java.util.List;

/**
 * Where rows go.
 *
 * @param enabled false: shard topics only
 * @param contactPoints {@code host:port} of Cassandra nodes
 * @param localDatacenter the driver's local data centre
 * @param keyspace keyspace of the shard tables: a lower-case CQL identifier
 * @param replication CQL replication map, as text, for creating the keyspace
 * @param consistency consistency level of writes
 * @param readConsistency consistency level of reads
 * @param layout what a row holds and what identifies it
 * @param tls whether connections are encrypted
 * @param tables so many tables hold the rows of all shards; 0: as those that are there, else a
 *     table for each shard or, of a new pipeline with more than {@link #MOST_TABLES} shards, that
 *     many for all of them
 */
public record StorageConfig(
    boolean enabled,
    List<String> contactPoints,
    String localDatacenter,
    String keyspace,
    String replication,
    String consistency,
    String readConsistency,
    RowLayout layout,
    TlsConfig tls,
    int tables) {
  /** Cassandra suffers from hundreds of tables, so no pipeline makes more by itself. */
  public static final int MOST_TABLES = 64;

  public StorageConfig {
    contactPoints = List.copyOf(contactPoints);
  }

  /** Rows in as many tables as are there, or as the number of shards asks for. */
  public StorageConfig(
      boolean enabled,
      List<String> contactPoints,
      String localDatacenter,
      String keyspace,
      String replication,
      String consistency,
      String readConsistency,
      RowLayout layout,
      TlsConfig tls) {
    this(
        enabled,
        contactPoints,
        localDatacenter,
        keyspace,
        replication,
        consistency,
        readConsistency,
        layout,
        tls,
        0);
  }

  /**
   * The same rows on other nodes.
   *
   * @param otherContactPoints empty: the same nodes
   * @param otherDatacenter empty: the same data centre
   */
  public StorageConfig on(List<String> otherContactPoints, String otherDatacenter) {
    return new StorageConfig(
        enabled,
        otherContactPoints.isEmpty() ? contactPoints : otherContactPoints,
        otherDatacenter.isEmpty() ? localDatacenter : otherDatacenter,
        keyspace,
        replication,
        consistency,
        readConsistency,
        layout,
        tls,
        tables);
  }

  /** The same rows over connections of another kind. */
  public StorageConfig over(TlsConfig otherTls) {
    return new StorageConfig(
        enabled,
        contactPoints,
        localDatacenter,
        keyspace,
        replication,
        consistency,
        readConsistency,
        layout,
        otherTls,
        tables);
  }

  /** The same rows laid out otherwise. */
  public StorageConfig with(RowLayout otherLayout) {
    return new StorageConfig(
        enabled,
        contactPoints,
        localDatacenter,
        keyspace,
        replication,
        consistency,
        readConsistency,
        otherLayout,
        tls);
  }
}
