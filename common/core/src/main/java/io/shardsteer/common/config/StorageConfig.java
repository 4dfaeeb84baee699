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
    TlsConfig tls) {
  public StorageConfig {
    contactPoints = List.copyOf(contactPoints);
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
        tls);
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
        otherTls);
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
