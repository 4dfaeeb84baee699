package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.Version;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.store.LayoutMismatchException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pipeline's keyspace and shard tables: checks those that are there against the layout, creates
 * those that are not, and adds new columns. One process at a time should change them: Cassandra
 * does not order concurrent schema changes.
 */
public final class ShardSchema {
  /** Schema changes wait for the agreement of all nodes. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final int MOST_SHARDS = 1_024;
  private static final int FIRST_WITH_INDEXES = 5;

  private static final Pattern REPLICATION =
      Pattern.compile(
          "\\{\\s*'class'\\s*:\\s*'[A-Za-z.]+'\\s*(,\\s*'[A-Za-z0-9_.-]+'\\s*:\\s*('[0-9/]+'|[0-9]+)\\s*)+\\}");

  private final CqlSession session;
  private final ShardTables tables;
  private final RowColumns columns;

  ShardSchema(CqlSession session, ShardTables tables, RowLayout layout) {
    this.session = session;
    this.tables = tables;
    columns = new RowColumns(tables.layout(layout));
  }

  /**
   * The keyspace and tables of a pipeline.
   *
   * @throws LayoutMismatchException if there are tables already, and other ones than declared
   */
  public static ShardSchema of(CqlSession session, PipelineConfig config) {
    return new ShardSchema(
        session, ShardTables.of(session.getMetadata(), config), config.storage().layout());
  }

  /** The tables that it is about. */
  public ShardTables tables() {
    return tables;
  }

  /**
   * Checks that the tables that are there can take the layout's rows once missing columns have been
   * added; those of shards that are no longer used, too.
   *
   * @throws LayoutMismatchException listing every column of another type and every other key
   */
  public void requireFit() {
    requireNone(
        TableFit::obstacles,
        "Types and keys of a table cannot be changed: declare them as they are, or store under another pipeline name or keyspace.");
  }

  /**
   * Checks that the tables that are there can take the layout's rows as they are.
   *
   * @throws LayoutMismatchException listing what is missing or different
   */
  public void requireComplete() {
    requireFit();
    requireNone(
        fit -> fit.missing().stream().map("column %s is missing"::formatted).toList(),
        "Deploy the pipeline: that adds the columns.");
  }

  /**
   * Checks that no rows are in tables of the other {@code row_order}, where nobody would look for
   * them. Tables without rows are left over from a move of rows that was not begun.
   *
   * @throws LayoutMismatchException saying which tables hold rows, and how they move
   */
  public void requireNoOtherRows() {
    ShardTables others = tables.others();
    List<String> holding = new ArrayList<>();
    for (int shard = 0; shard < tables.count(MOST_SHARDS); shard++) {
      if (others.find(session.getMetadata(), shard).isPresent()
          && session.execute(anyRow(others.qualifiedName(shard))).one() != null) {
        holding.add(others.qualifiedName(shard));
      }
    }
    if (!holding.isEmpty()) {
      String declared = lower(tables.rowOrder());
      throw new LayoutMismatchException(
          tables.pipeline(),
          List.of(
              "%s: they hold rows that lie by %s, but row_order: %s is declared."
                  .formatted(some(holding), lower(others.rowOrder()), declared)),
          "`steer reshard --to-layout %s FILE` moves them while the pipeline runs; deploy FILE afterwards."
              .formatted(declared));
    }
  }

  private static SimpleStatement anyRow(String table) {
    return SimpleStatement.newInstance(
            "SELECT %s FROM %s LIMIT 1".formatted(RowLayout.RECORD_ID, table))
        .setTimeout(TIMEOUT)
        .setIdempotent(true);
  }

  private static String lower(RowLayout.RowOrder order) {
    return order.name().toLowerCase(Locale.ROOT);
  }

  /** Drops every table whose rows lie by what the layout says, with what it holds. */
  public void dropTables() {
    requireAgreement();
    for (int shard = 0; shard < tables.count(MOST_SHARDS); shard++) {
      if (tables.find(session.getMetadata(), shard).isPresent()) {
        execute("DROP TABLE IF EXISTS " + tables.qualifiedName(shard));
      }
    }
  }

  private void requireNone(Function<TableFit, List<String>> faults, String remedy) {
    Map<String, List<String>> tablesByFault = new LinkedHashMap<>();
    for (int shard = 0; shard < tables.count(MOST_SHARDS); shard++) {
      int at = shard;
      String name = tables.qualifiedName(shard);
      tables
          .find(session.getMetadata(), shard)
          .map(table -> fit(table, at))
          .ifPresent(
              fit ->
                  faults
                      .apply(fit)
                      .forEach(
                          fault ->
                              tablesByFault
                                  .computeIfAbsent(fault, unused -> new ArrayList<>())
                                  .add(name)));
    }
    if (!tablesByFault.isEmpty()) {
      throw new LayoutMismatchException(
          tables.pipeline(),
          tablesByFault.entrySet().stream()
              .map(fault -> "%s: %s.".formatted(some(fault.getValue()), fault.getKey()))
              .toList(),
          remedy);
    }
  }

  private TableFit fit(TableMetadata table, int shard) {
    return TableFit.of(table, columns, column -> tables.indexName(shard, column, columns.layout()));
  }

  private static String some(List<String> names) {
    return names.size() == 1
        ? names.get(0)
        : "%s and %d more".formatted(names.get(0), names.size() - 1);
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

  /**
   * Creates the tables of shards 0..count-1 that do not exist yet; gives those that do their new
   * columns, their options and the time to live of rows to come.
   *
   * @throws LayoutMismatchException before anything is changed, as {@link #requireFit} does
   */
  public void createTables(int count) {
    createTables(count, () -> {});
  }

  /**
   * The same, told of each table.
   *
   * @param made called after each
   */
  public void createTables(int count, Runnable made) {
    requireAgreement();
    requireFit();
    requireIndexes();
    for (int shard = 0; shard < tables.count(count); shard++) {
      Optional<TableMetadata> there = tables.find(session.getMetadata(), shard);
      if (there.isPresent()) {
        alter(shard, there.get());
      } else {
        execute(createTable(shard));
      }
      for (String column : columns.layout().indexes()) {
        execute(createIndex(shard, column));
      }
      made.run();
    }
  }

  private String createIndex(int shard, String column) {
    return "CREATE INDEX IF NOT EXISTS %s ON %s (%s) USING 'sai'"
        .formatted(
            tables.indexName(shard, column, columns.layout()),
            tables.qualifiedName(shard),
            RowColumns.quoted(column));
  }

  /** Storage-attached indexes came with Cassandra 5. */
  private void requireIndexes() {
    if (columns.layout().indexes().isEmpty()) {
      return;
    }
    for (Node node : session.getMetadata().getNodes().values()) {
      Version version = node.getCassandraVersion();
      if (version != null && version.getMajor() < FIRST_WITH_INDEXES) {
        throw new LayoutMismatchException(
            tables.pipeline(),
            List.of(
                "%s needs indexes of Cassandra 5, but %s has %s."
                    .formatted(
                        columns.layout().isByPosition() ? "row_order: position" : "indexed: true",
                        node.getEndPoint(),
                        version)),
            "Use row_order: key and no indexed columns, or Cassandra 5.");
      }
    }
  }

  private void alter(int shard, TableMetadata table) {
    List<String> missing = fit(table, shard).missing();
    if (!missing.isEmpty()) {
      execute(
          "ALTER TABLE %s ADD (%s)"
              .formatted(
                  tables.qualifiedName(shard),
                  missing.stream().map(this::definition).collect(Collectors.joining(", "))));
    }
    Object ttl = table.getOptions().get(CqlIdentifier.fromInternal("default_time_to_live"));
    if (!columns.layout().tableOptions().isEmpty() || !ttlSeconds().equals(String.valueOf(ttl))) {
      execute("ALTER TABLE %s WITH %s".formatted(tables.qualifiedName(shard), options(shard)));
    }
  }

  private String createTable(int shard) {
    RowLayout layout = columns.layout();
    String definitions =
        columns.types().keySet().stream().map(this::definition).collect(Collectors.joining(", "));
    String order =
        layout.clustering().stream()
            .map(
                column ->
                    RowColumns.quoted(column.column()) + (column.descending() ? " DESC" : " ASC"))
            .collect(Collectors.joining(", "));
    return """
        CREATE TABLE IF NOT EXISTS %s (
          %s,
          PRIMARY KEY ((%s)%s)
        ) WITH %s%s"""
        .formatted(
            tables.qualifiedName(shard),
            definitions,
            layout.fullPartitionKey().stream()
                .map(RowColumns::quoted)
                .collect(Collectors.joining(", ")),
            layout.clustering().stream()
                .map(column -> ", " + RowColumns.quoted(column.column()))
                .collect(Collectors.joining()),
            order.isEmpty() ? "" : "CLUSTERING ORDER BY (%s) AND ".formatted(order),
            options(shard));
  }

  private String definition(String column) {
    return "%s %s"
        .formatted(
            RowColumns.quoted(column),
            Objects.requireNonNull(columns.types().get(column)).asCql(true, true));
  }

  /** Every option is of characters that cannot end a text of CQL. */
  private String options(int shard) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put(
        "comment",
        tables.isShared()
            ? "'Shards %d, %d and so on of shardsteer pipeline %s'"
                .formatted(shard, shard + tables.shared(), tables.pipeline())
            : "'Shard %d of shardsteer pipeline %s'".formatted(shard, tables.pipeline()));
    options.put("default_time_to_live", ttlSeconds());
    columns
        .layout()
        .tableOptions()
        .forEach(
            (name, value) ->
                options.put(name, value instanceof Map<?, ?> map ? map(map) : "'" + value + "'"));
    return options.entrySet().stream()
        .map(option -> option.getKey() + " = " + option.getValue())
        .collect(Collectors.joining(" AND "));
  }

  private static String map(Map<?, ?> map) {
    return map.entrySet().stream()
        .map(entry -> "'%s': '%s'".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private String ttlSeconds() {
    return Long.toString(columns.layout().ttl().toSeconds());
  }

  /** Changes on top of a schema that nodes see differently make the difference worse. */
  private void requireAgreement() {
    if (!session.checkSchemaAgreement()) {
      throw new IllegalStateException(
          """
          The nodes of Cassandra do not agree on the schema, so no table can be created or altered.
          See `nodetool describecluster`; wait until it names one schema version, or restart the odd nodes.""");
    }
  }

  private void execute(String cql) {
    session.execute(SimpleStatement.newInstance(cql).setTimeout(TIMEOUT));
  }
}
