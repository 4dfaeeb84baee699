package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.config.RowLayout.RowOrder;
import io.shardsteer.common.config.StorageConfig;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.store.LayoutMismatchException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tables of a pipeline's rows. Either each shard {@code k} has its own, {@code
 * <keyspace>.<pipeline>_shard_<k>}, or all shards share {@code n} of them: {@code
 * <keyspace>.<pipeline>_<t>_of_<n>} has the rows of every shard whose number leaves the rest {@code
 * t} when divided by {@code n}, each with its {@link RowLayout#SHARD}. Either way a shard's table
 * never changes, whatever becomes of the number of shards. Where rows lie by position, their tables
 * are {@code <pipeline>_order_<k>} or {@code <pipeline>_order_<t>_of_<n>}, so that both can be
 * there while rows move from one to the other. Names go into CQL text, so nothing but plain
 * identifiers is accepted.
 *
 * @param keyspace the keyspace that holds them
 * @param pipeline the pipeline's name
 * @param rowOrder what their rows lie by
 * @param shared how many tables the shards share; 0: each has its own
 */
public record ShardTables(String keyspace, String pipeline, RowOrder rowOrder, int shared) {
  /** Cassandra refuses longer names of keyspaces and tables. */
  private static final int LONGEST_NAME = 48;

  private static final int MOST_SHARDS = 1_024;

  private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]*");

  /** A table of a shard, or one of several that shards share, behind the pipeline's name. */
  private static final Pattern SUFFIX =
      Pattern.compile("_(?:shard|order)_\\d{1,4}|(?:_order)?_\\d{1,4}_of_(\\d{1,4})");

  /**
   * @throws IllegalArgumentException if a name is not an identifier or is too long
   */
  public ShardTables {
    requireIdentifier("keyspace", keyspace);
    requireIdentifier("pipeline", pipeline);
    String longest = name(pipeline, rowOrder, shared, shared > 0 ? shared - 1 : MOST_SHARDS - 1);
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

  /** Those of the same pipeline whose rows lie by something else. */
  ShardTables others() {
    return new ShardTables(
        keyspace, pipeline, rowOrder == RowOrder.KEY ? RowOrder.POSITION : RowOrder.KEY, shared);
  }

  /**
   * The tables of a pipeline: those that are there, else those that its configuration asks for.
   * Rows stay where they are for ever, so what is there counts also where the configuration has
   * changed.
   *
   * @throws LayoutMismatchException if the configuration declares others than those that are there
   */
  public static ShardTables of(Metadata cluster, PipelineConfig config) {
    StorageConfig storage = config.storage();
    SortedSet<Integer> there = there(cluster, storage.keyspace(), config.pipeline());
    if (there.size() > 1) {
      throw new LayoutMismatchException(
          config.pipeline(),
          there.stream().map(ShardTables::text).map("There are %s."::formatted).toList(),
          "Drop those that hold no rows of the pipeline.");
    }
    int declared = storage.tables();
    if (declared > 0 && !there.isEmpty() && there.first() != declared) {
      throw new LayoutMismatchException(
          config.pipeline(),
          List.of(
              "There are %s, but %s are declared (storage.tables)."
                  .formatted(text(there.first()), text(declared))),
          """
          Rows cannot change to other tables: leave storage.tables out to go by those that are there, \
          or store under another pipeline name or keyspace.""");
    }
    ShardTables tables =
        there.isEmpty()
            ? declared(config)
            : new ShardTables(
                storage.keyspace(), config.pipeline(), storage.layout().rowOrder(), there.first());
    tables.requireOwnColumn(storage.layout());
    return tables;
  }

  /** The tables that a pipeline's configuration asks for where there are none yet. */
  static ShardTables declared(PipelineConfig config) {
    int declared = config.storage().tables();
    boolean ownEach = config.shards().targetShardCount() <= StorageConfig.MOST_TABLES;
    return new ShardTables(
        config.storage().keyspace(),
        config.pipeline(),
        config.storage().layout().rowOrder(),
        declared > 0 || ownEach ? declared : StorageConfig.MOST_TABLES);
  }

  /** The values of {@link #shared} that the pipeline's tables of either order stand for. */
  private static SortedSet<Integer> there(Metadata cluster, String keyspace, String pipeline) {
    SortedSet<Integer> there = new TreeSet<>();
    tables(cluster, keyspace)
        .map(table -> table.getName().asInternal())
        .filter(name -> name.startsWith(pipeline))
        .map(name -> SUFFIX.matcher(name.substring(pipeline.length())))
        .filter(Matcher::matches)
        .forEach(
            suffix -> there.add(suffix.group(1) == null ? 0 : Integer.parseInt(suffix.group(1))));
    return there;
  }

  private static Stream<TableMetadata> tables(Metadata cluster, String keyspace) {
    return keyspace(cluster, keyspace).stream().flatMap(it -> it.getTables().values().stream());
  }

  private static Optional<KeyspaceMetadata> keyspace(Metadata cluster, String keyspace) {
    return cluster.getKeyspace(CqlIdentifier.fromInternal(keyspace));
  }

  private static String text(int shared) {
    return shared == 0
        ? "tables of one shard each"
        : "%d tables that shards share".formatted(shared);
  }

  private void requireOwnColumn(RowLayout layout) {
    if (isShared() && layout.column(RowLayout.SHARD).isPresent()) {
      throw new LayoutMismatchException(
          pipeline,
          List.of(
              "Tables that shards share have their own column %s, but another is declared."
                  .formatted(RowLayout.SHARD)),
          "Declare it under another name, and its field as field.");
    }
  }

  /** Whether a table may hold rows of several shards. */
  public boolean isShared() {
    return shared > 0;
  }

  /** The layout of these tables. */
  RowLayout layout(RowLayout declared) {
    return isShared() ? declared.inSharedTables() : declared;
  }

  /** How many tables the shards 0 to {@code shards} - 1 have: those of the first so many shards. */
  public int count(int shards) {
    return isShared() ? Math.min(shared, shards) : shards;
  }

  /** The table of a shard, without its keyspace. */
  public String name(int shard) {
    return name(pipeline, rowOrder, shared, shard);
  }

  /** The table of a shard as it stands in CQL. */
  public String qualifiedName(int shard) {
    return keyspace + "." + name(shard);
  }

  /** What stands behind {@code FROM} to read all rows of a shard. */
  public String rows(int shard) {
    return isShared()
        ? "%s WHERE %s = %d ALLOW FILTERING"
            .formatted(qualifiedName(shard), RowColumns.quoted(RowLayout.SHARD), shard)
        : qualifiedName(shard);
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
    return keyspace(cluster, keyspace)
        .flatMap(present -> present.getTable(CqlIdentifier.fromInternal(name(shard))));
  }

  private static String name(String pipeline, RowOrder rowOrder, int shared, int shard) {
    String order = rowOrder == RowOrder.KEY ? "" : "_order";
    return shared > 0
        ? "%s%s_%d_of_%d".formatted(pipeline, order, shard % shared, shared)
        : "%s%s_%d".formatted(pipeline, order.isEmpty() ? "_shard" : order, shard);
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
