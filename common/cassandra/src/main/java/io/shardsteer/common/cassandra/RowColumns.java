package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import io.shardsteer.common.config.ColumnType;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.config.RowLayout.Column;
import io.shardsteer.common.steering.RowPlace;
import io.shardsteer.common.store.Encoding;
import io.shardsteer.common.store.RowKeys;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.StoredRow;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of shard tables: their CQL types, values bound to statements and read from results.
 * Every statement names the columns in the order of {@link #names}. Immutable.
 */
final class RowColumns {
  /** Where a column's value is in a row. */
  private interface Source {
    @Nullable Object of(ShardRow row);
  }

  private final RowLayout layout;
  private final RowKeys keys;
  private final Set<String> keyColumns;
  private final Map<String, DataType> types = new LinkedHashMap<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final List<Source> sources;

  RowColumns(RowLayout layout) {
    this.layout = layout;
    keys = new RowKeys(layout);
    keyColumns = Set.copyOf(layout.primaryKey());
    types.put(RowLayout.KEY, DataTypes.TEXT);
    types.put(RowLayout.PUBLISH_TIME, DataTypes.TIMESTAMP);
    types.put(RowLayout.RECORD_ID, DataTypes.TEXT);
    types.put(RowLayout.REVISION, DataTypes.BIGINT);
    if (layout.payloadColumn()) {
      types.put(RowLayout.PAYLOAD, DataTypes.BLOB);
      types.put(RowLayout.SCHEMA_VERSION, DataTypes.BIGINT);
      types.put(RowLayout.MESSAGE_KEY, DataTypes.BLOB);
    }
    if (layout.isByPosition()) {
      types.put(RowLayout.MODEL_VERSION, DataTypes.INT);
      types.put(RowLayout.ORDER_CELL, DataTypes.INT);
      types.put(RowLayout.TIME_BUCKET, DataTypes.BIGINT);
      types.put(RowLayout.ORDER_KEY, DataTypes.DOUBLE);
    }
    if (layout.sharedTables()) {
      types.put(RowLayout.SHARD, DataTypes.INT);
    }
    if (layout.spreadsNulls()) {
      types.put(RowLayout.NULL_BUCKET, DataTypes.INT);
    }
    layout.columns().forEach(column -> types.put(column.name(), type(column.type())));
    types.keySet().forEach(name -> places.put(name, places.size()));
    sources = types.keySet().stream().map(this::source).toList();
  }

  private static DataType type(ColumnType type) {
    return switch (type) {
      case TEXT, VARCHAR -> DataTypes.TEXT;
      case ASCII -> DataTypes.ASCII;
      case BOOLEAN -> DataTypes.BOOLEAN;
      case TINYINT -> DataTypes.TINYINT;
      case SMALLINT -> DataTypes.SMALLINT;
      case INT -> DataTypes.INT;
      case BIGINT -> DataTypes.BIGINT;
      case VARINT -> DataTypes.VARINT;
      case FLOAT -> DataTypes.FLOAT;
      case DOUBLE -> DataTypes.DOUBLE;
      case DECIMAL -> DataTypes.DECIMAL;
      case TIMESTAMP -> DataTypes.TIMESTAMP;
      case DATE -> DataTypes.DATE;
      case UUID -> DataTypes.UUID;
      case TIMEUUID -> DataTypes.TIMEUUID;
      case INET -> DataTypes.INET;
      case TIME -> DataTypes.TIME;
      case BLOB -> DataTypes.BLOB;
      // Frozen: a row is written as a whole, and a part of a collection would need tombstones.
      case LIST_OF_TEXT -> DataTypes.frozenListOf(DataTypes.TEXT);
      case SET_OF_TEXT -> DataTypes.frozenSetOf(DataTypes.TEXT);
      case MAP_OF_TEXT -> DataTypes.frozenMapOf(DataTypes.TEXT, DataTypes.TEXT);
    };
  }

  RowLayout layout() {
    return layout;
  }

  RowKeys keys() {
    return keys;
  }

  /** The type of every column, by name. */
  Map<String, DataType> types() {
    return Collections.unmodifiableMap(types);
  }

  /** The names of all columns as they stand in CQL, separated by commas. */
  String names() {
    return types.keySet().stream().map(RowColumns::quoted).collect(Collectors.joining(", "));
  }

  /** A placeholder for each column. */
  String placeholders() {
    return types.keySet().stream().map(name -> "?").collect(Collectors.joining(", "));
  }

  /** The condition that a row has a whole primary key, for {@link #bindKey}. */
  String keyCondition() {
    return layout.primaryKey().stream()
        .map(name -> quoted(name) + " = ?")
        .collect(Collectors.joining(" AND "));
  }

  /** A name that may be a word of CQL, too; layouts hold nothing but plain identifiers. */
  static String quoted(String name) {
    return '"' + name + '"';
  }

  /**
   * Binds a whole row to the first placeholders of a statement. Missing values stay unset, so that
   * no tombstones are written.
   */
  BoundStatement bind(BoundStatement unbound, ShardRow row) {
    BoundStatement bound = unbound;
    int at = 0;
    for (Source source : sources) {
      Object value = source.of(row);
      if (value != null) {
        bound = set(bound, at, value);
      }
      at++;
    }
    return bound;
  }

  /** Binds a row's primary key to a statement's placeholders from {@code at} on. */
  BoundStatement bindKey(BoundStatement unbound, int at, ShardRow row) {
    BoundStatement bound = unbound;
    int next = at;
    for (String name : layout.primaryKey()) {
      bound = set(bound, next++, keys.value(row, name));
    }
    return bound;
  }

  /** Where a column's value is in a row, found once and not for each row. */
  private Source source(String name) {
    if (keyColumns.contains(name)) {
      return row -> keys.value(row, name);
    }
    return switch (name) {
      case RowLayout.KEY -> ShardRow::key;
      case RowLayout.PUBLISH_TIME -> row -> Instant.ofEpochMilli(row.publishMillis());
      case RowLayout.RECORD_ID -> ShardRow::recordId;
      case RowLayout.REVISION -> ShardRow::revision;
      case RowLayout.PAYLOAD -> row -> buffer(row.payload());
      case RowLayout.SCHEMA_VERSION -> row -> row.encoding().schemaVersion();
      case RowLayout.MESSAGE_KEY -> row -> buffer(row.encoding().messageKey());
      default -> {
        // The declared columns stand last, in their order.
        int index = place(name) - (types.size() - layout.columns().size());
        yield row -> row.columns().get(index);
      }
    };
  }

  /** A row's value for the column at a place of {@link #names}; null where it has none. */
  @Nullable Object value(ShardRow row, int at) {
    return sources.get(at).of(row);
  }

  /** The place of each column of the partition key among {@link #names}. */
  int[] partitionPlaces() {
    return layout.fullPartitionKey().stream().mapToInt(this::place).toArray();
  }

  /** The place of each clustering column among {@link #names}. */
  int[] clusteringPlaces() {
    return layout.clustering().stream().mapToInt(column -> place(column.column())).toArray();
  }

  /** Binds a value of a column's Java type. */
  @SuppressWarnings("unchecked")
  static BoundStatement set(BoundStatement bound, int at, Object value) {
    if (value instanceof ByteBuffer bytes) {
      return bound.setByteBuffer(at, bytes.duplicate());
    }
    if (value instanceof InetAddress address) { // of a class of its own for each version
      return bound.setInetAddress(at, address);
    }
    if (value instanceof List<?> list) {
      return bound.setList(at, (List<String>) list, String.class);
    }
    if (value instanceof Set<?> set) {
      return bound.setSet(at, (Set<String>) set, String.class);
    }
    if (value instanceof Map<?, ?> map) {
      return bound.setMap(at, (Map<String, String>) map, String.class, String.class);
    }
    return bound.set(at, value, (Class<Object>) value.getClass());
  }

  /** Whether a row of a shard's table is that shard's. */
  boolean isOf(int shard, Row row) {
    return !layout.sharedTables() || row.getInt(place(RowLayout.SHARD)) == shard;
  }

  /**
   * Reads a row from a result with {@link #names} and behind them the write time and what is left
   * of the time to live.
   */
  StoredRow read(int shard, Row row) {
    int nullBucket =
        layout.spreadsNulls() ? row.getInt(place(RowLayout.NULL_BUCKET)) : RowKeys.NO_NULLS;
    List<@Nullable Object> columns = new ArrayList<>();
    for (Column column : layout.columns()) {
      Object stored = stored(row, place(column.name()), column.type());
      columns.add(keys.original(column.name(), stored, nullBucket));
    }
    ShardRow read =
        new ShardRow(
            shard,
            Objects.requireNonNull(row.getString(place(RowLayout.KEY))),
            Objects.requireNonNull(row.getInstant(place(RowLayout.PUBLISH_TIME))).toEpochMilli(),
            Objects.requireNonNull(row.getString(place(RowLayout.RECORD_ID))),
            layout.payloadColumn() ? bytes(row.getByteBuffer(place(RowLayout.PAYLOAD))) : null,
            layout.payloadColumn() ? encoding(row) : Encoding.NONE,
            row.getLong(place(RowLayout.REVISION)),
            Collections.unmodifiableList(columns),
            layout.isByPosition() ? rowPlace(row) : RowPlace.NONE);
    return new StoredRow(read, row.getLong(types.size()), row.getInt(types.size() + 1));
  }

  private static @Nullable Object stored(Row row, int at, ColumnType type) {
    if (row.isNull(at)) { // else the driver makes an empty collection of it
      return null;
    }
    return switch (type) {
      case LIST_OF_TEXT -> row.getList(at, String.class);
      case SET_OF_TEXT -> row.getSet(at, String.class);
      case MAP_OF_TEXT -> row.getMap(at, String.class, String.class);
      default -> row.get(at, type.javaType());
    };
  }

  private int place(String name) {
    return Objects.requireNonNull(places.get(name));
  }

  private RowPlace rowPlace(Row row) {
    return new RowPlace(
        row.getInt(place(RowLayout.MODEL_VERSION)),
        row.getInt(place(RowLayout.ORDER_CELL)),
        row.getLong(place(RowLayout.TIME_BUCKET)),
        row.getDouble(place(RowLayout.ORDER_KEY)));
  }

  private Encoding encoding(Row row) {
    int version = place(RowLayout.SCHEMA_VERSION);
    byte[] messageKey = bytes(row.getByteBuffer(place(RowLayout.MESSAGE_KEY)));
    return row.isNull(version) && messageKey == null
        ? Encoding.NONE
        : new Encoding(row.isNull(version) ? null : row.getLong(version), messageKey);
  }

  private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
