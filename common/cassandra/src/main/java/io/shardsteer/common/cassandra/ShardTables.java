package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.config.RowLayout.RowOrder;
import io.shardsteer.common.steering.KeyHash;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The tables of a pipeline's shards: {@code <keyspace>.<pipeline>_shard_<k>}, or {@code
 * <keyspace>.<pipeline>_order_<k>} where rows lie by position, so that both can be there while rows
 * move from one to the other. Names go into CQL text, so nothing but plain identifiers is accepted.
 *
 * @param keyspace the keyspace that holds them
 * @param pipeline the pipeline's name
 * @param rowOrder what their rows lie by
 */
public record ShardTables(String keyspace, String pipeline, RowOrder rowOrder) {
  /** Cassandra refuses longer names of keyspaces and tables. */
  private static final int LONGEST_NAME = 48;

  private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]*");

  /**
   * @throws IllegalArgumentException if a name is not an identifier or is too long
   */
  public ShardTables {
    requireIdentifier("keyspace", keyspace);
    requireIdentifier("pipeline", pipeline);
    String longest = name(pipeline, rowOrder, 1023);
    if (longest.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          """
          Pipeline '%s' makes table names like '%s' of %d characters.
          Cassandra allows %d: shorten the pipeline's name by %d."""
              .formatted(
                  pipeline,
                  longest,
                  longest.length(),
                  LONGEST_NAME,
                  longest.length() - LONGEST_NAME));
    }
  }

  /** The tables that hold a pipeline's rows as its configuration says. */
  public static ShardTables of(PipelineConfig config) {
    return new ShardTables(
        config.storage().keyspace(), config.pipeline(), config.storage().layout().rowOrder());
  }

  /** Those of the same pipeline whose rows lie by something else. */
  ShardTables others() {
    return new ShardTables(
        keyspace, pipeline, rowOrder == RowOrder.KEY ? RowOrder.POSITION : RowOrder.KEY);
  }

  /** The table of a shard, without its keyspace. */
  public String name(int shard) {
    return name(pipeline, rowOrder, shard);
  }

  /** The table of a shard as it stands in CQL. */
  public String qualifiedName(int shard) {
    return keyspace + "." + name(shard);
  }

  /**
   * The name of an index. It changes with the field that the column is read from: an index of
   * another field answers other questions.
   */
  String indexName(int shard, String column, RowLayout layout) {
    String field = layout.column(column).map(RowLayout.Column::field).orElse(column);
    return "%s_%s_%08x".formatted(name(shard), column, (int) KeyHash.of(field));
  }

  /** The table of a shard as the driver knows it; empty where there is none. */
  public Optional<TableMetadata> find(Metadata cluster, int shard) {
    return cluster
        .getKeyspace(CqlIdentifier.fromInternal(keyspace))
        .flatMap(present -> present.getTable(CqlIdentifier.fromInternal(name(shard))));
  }

  private static String name(String pipeline, RowOrder rowOrder, int shard) {
    return pipeline + (rowOrder == RowOrder.KEY ? "_shard_" : "_order_") + shard;
  }

  private static void requireIdentifier(String what, String name) {
    if (name.length() > LONGEST_NAME || !IDENTIFIER.matcher(name).matches()) {
      throw new IllegalArgumentException(
          """
          The %s '%s' cannot be a name in Cassandra.
          Use up to %d lower-case letters, digits and underscores, a letter first."""
              .formatted(what, name, LONGEST_NAME));
    }
  }
}
