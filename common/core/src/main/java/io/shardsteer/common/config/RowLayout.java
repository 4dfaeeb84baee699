package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a row of a shard table holds and what identifies it. Every row has {@link #KEY}, {@link
 * #PUBLISH_TIME}, {@link #RECORD_ID} and {@link #REVISION}, and the payload where it is stored; the
 * declared columns come on top.
 *
 * @param columns the declared columns, each read from a field
 * @param partitionKey names of the columns that place a row on the nodes, without {@link
 *     #NULL_BUCKET}
 * @param clustering the columns that order the rows of a partition; with the partition key they
 *     hold {@link #RECORD_ID} unless the key is declared unique
 * @param uniqueKey the operator vouches that no two records share a primary key
 * @param nullKeys what becomes of a record without a value for a column of the primary key
 * @param nullBuckets over how many partitions {@link NullKeys#SPREAD} distributes them
 * @param ttl how long a row stays; zero: for ever
 * @param tableOptions CQL's options of the tables by name: numbers, texts, booleans, or maps of
 *     these
 * @param payloadColumn whether the payload is stored
 * @param rowOrder what the rows of a table lie by
 * @param sharedTables whether several shards' rows are in one table, told apart by {@link #SHARD}
 */
public record RowLayout(
    List<Column> columns,
    List<String> partitionKey,
    List<Clustering> clustering,
    boolean uniqueKey,
    NullKeys nullKeys,
    int nullBuckets,
    Duration ttl,
    Map<String, Object> tableOptions,
    boolean payloadColumn,
    RowOrder rowOrder,
    boolean sharedTables) {
  /** The record's key, or its id where it has none; text. */
  public static final String KEY = "key";

  /** When the record was published; timestamp. */
  public static final String PUBLISH_TIME = "publish_time";

  /** Identifies the record; text. */
  public static final String RECORD_ID = "record_id";

  /** The record's bytes; blob. */
  public static final String PAYLOAD = "payload";

  /** Version of the topic's schema that the payload was written with; bigint, perhaps null. */
  public static final String SCHEMA_VERSION = "schema_version";

  /** The message key's bytes where they are a part of the record; blob, mostly null. */
  public static final String MESSAGE_KEY = "message_key";

  /** The routing table that chose the shard; bigint. */
  public static final String REVISION = "revision";

  /**
   * 0, or 1 and up where a column of the partition key has no value; int. Part of the partition key
   * of layouts that {@linkplain #spreadsNulls spread} such records.
   */
  public static final String NULL_BUCKET = "null_bucket";

  /** The model whose order the row lies in; int. Where rows lie by position. */
  public static final String MODEL_VERSION = "model_version";

  /** Cell of the order; int. Where rows lie by position. */
  public static final String ORDER_CELL = "order_cell";

  /** Bucket of publish time; bigint. Where rows lie by position. */
  public static final String TIME_BUCKET = "time_bucket";

  /** Where the row lies in the order; double. Where rows lie by position. */
  public static final String ORDER_KEY = "order_key";

  /** The row's shard; int. First in the partition key of tables that shards share. */
  public static final String SHARD = "shard";

  static final List<String> POSITION_PARTITION = List.of(MODEL_VERSION, ORDER_CELL, TIME_BUCKET);

  static final List<Clustering> POSITION_CLUSTERING =
      List.of(new Clustering(ORDER_KEY, false), new Clustering(RECORD_ID, false));

  /** Columns that every table may have and nobody may declare; {@link #SHARD} where it has it. */
  public static final List<String> BUILT_IN =
      List.of(
          KEY,
          PUBLISH_TIME,
          RECORD_ID,
          PAYLOAD,
          SCHEMA_VERSION,
          MESSAGE_KEY,
          REVISION,
          NULL_BUCKET,
          MODEL_VERSION,
          ORDER_CELL,
          TIME_BUCKET,
          ORDER_KEY);

  static final int DEFAULT_NULL_BUCKETS = 64;

  /** What the rows of a table lie by. */
  public enum RowOrder {
    /** By the key, or the declared {@code partition_key}. */
    KEY,
    /** By the learned order, so that a question reads slices. Needs Cassandra 5 for keys. */
    POSITION
  }

  /** What becomes of a record without a value for a column of the primary key. */
  public enum NullKeys {
    /** It is kept with a stand-in for the value, in one of several partitions by its id. */
    SPREAD,
    /** It goes to the dead letters. */
    REJECT
  }

  /** What becomes of a record with a value that its column's type cannot hold. */
  public enum BadField {
    /** It goes to the dead letters. */
    REJECT,
    /** It is kept without the value. */
    NULL
  }

  /**
   * A declared column.
   *
   * @param name a lower-case CQL identifier
   * @param type its type
   * @param field path of the field that it is read from
   * @param onBadField what becomes of a value that the type cannot hold
   * @param ifNull what stands in a primary key for a missing value, written as in a record; empty:
   *     the type's neutral value
   * @param unit of times that are numbers
   * @param zone of times without an offset, and whose calendar a date is from
   * @param indexed whether the tables have an index of it
   */
  public record Column(
      String name,
      ColumnType type,
      String field,
      BadField onBadField,
      String ifNull,
      TimeUnit unit,
      ZoneId zone,
      boolean indexed) {
    /** The same with another stand-in for a missing value. */
    public Column withIfNull(String otherIfNull) {
      return new Column(name, type, field, onBadField, otherIfNull, unit, zone, indexed);
    }

    /**
     * What stands in a primary key for a missing value.
     *
     * @throws IllegalArgumentException if {@code ifNull} is no value of the type
     */
    public Object standIn() {
      return ifNull.isEmpty()
          ? type.neutral()
          : type.parse(ifNull)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'%s' is no value of type %s.".formatted(ifNull, type)));
    }
  }

  /**
   * A column that orders the rows of a partition.
   *
   * @param column its name
   * @param descending the largest first
   */
  public record Clustering(String column, boolean descending) {}

  public RowLayout {
    columns = List.copyOf(columns);
    partitionKey = List.copyOf(partitionKey);
    clustering = List.copyOf(clustering);
    tableOptions = Map.copyOf(tableOptions);
  }

  /** The layout of tables that are each one shard's own. */
  public RowLayout(
      List<Column> columns,
      List<String> partitionKey,
      List<Clustering> clustering,
      boolean uniqueKey,
      NullKeys nullKeys,
      int nullBuckets,
      Duration ttl,
      Map<String, Object> tableOptions,
      boolean payloadColumn,
      RowOrder rowOrder) {
    this(
        columns,
        partitionKey,
        clustering,
        uniqueKey,
        nullKeys,
        nullBuckets,
        ttl,
        tableOptions,
        payloadColumn,
        rowOrder,
        false);
  }

  /** The same rows in tables that shards share. */
  public RowLayout inSharedTables() {
    return new RowLayout(
        columns,
        partitionKey,
        clustering,
        uniqueKey,
        nullKeys,
        nullBuckets,
        ttl,
        tableOptions,
        payloadColumn,
        rowOrder,
        true);
  }

  /** Rows by key in the order of their publication, with nothing declared. */
  public static RowLayout standard(boolean payloadColumn) {
    return new RowLayout(
        List.of(),
        List.of(KEY),
        List.of(new Clustering(PUBLISH_TIME, false), new Clustering(RECORD_ID, false)),
        false,
        NullKeys.SPREAD,
        DEFAULT_NULL_BUCKETS,
        Duration.ZERO,
        Map.of(),
        payloadColumn,
        RowOrder.KEY);
  }

  /** True if rows lie in the learned order. */
  public boolean isByPosition() {
    return rowOrder == RowOrder.POSITION;
  }

  /**
   * The columns that tables have an index of: the key where rows lie by position, and declared
   * ones.
   */
  public List<String> indexes() {
    List<String> names = new ArrayList<>(isByPosition() ? List.of(KEY) : List.of());
    columns.stream().filter(Column::indexed).map(Column::name).forEach(names::add);
    return List.copyOf(names);
  }

  /** The declared column with the name. */
  public Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /** True if the partition key of the tables has {@link #NULL_BUCKET}. */
  public boolean spreadsNulls() {
    return nullKeys == NullKeys.SPREAD && isAnyDeclared(partitionKey);
  }

  /** True if the column is part of the primary key. */
  public boolean isKeyColumn(String name) {
    return partitionKey.contains(name)
        || clustering.stream().anyMatch(column -> column.column().equals(name))
        || (name.equals(NULL_BUCKET) && spreadsNulls())
        || (name.equals(SHARD) && sharedTables);
  }

  /** The columns of the primary key in CQL's order, those of {@link #fullPartitionKey} first. */
  public List<String> primaryKey() {
    List<String> names = new ArrayList<>(fullPartitionKey());
    clustering.forEach(column -> names.add(column.column()));
    return List.copyOf(names);
  }

  /**
   * The columns of the partition key: {@link #SHARD} first and {@link #NULL_BUCKET} last, where
   * there is one.
   */
  public List<String> fullPartitionKey() {
    List<String> full = new ArrayList<>(sharedTables ? List.of(SHARD) : List.of());
    full.addAll(partitionKey);
    if (spreadsNulls()) {
      full.add(NULL_BUCKET);
    }
    return List.copyOf(full);
  }

  private boolean isAnyDeclared(Collection<String> names) {
    return names.stream().anyMatch(name -> column(name).isPresent());
  }
}
