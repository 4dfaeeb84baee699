package io.shardsteer.common.store;

import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.config.RowLayout.Column;
import io.shardsteer.common.steering.KeyHash;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The primary keys of rows: where a value is missing, what stands for it in the table, and back.
 * Immutable.
 *
 * <p>Cassandra takes no null in a primary key. A stand-in alone would gather all records without a
 * value in one partition, so the layout's partition key has one more column, the null bucket: 0 for
 * records that have every value, else 1 and up by the record id. It also tells a stand-in from the
 * same value in a record.
 */
public final class RowKeys {
  /** The null bucket of a row that has every value of its partition key. */
  public static final int NO_NULLS = 0;

  private final RowLayout layout;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final Map<String, Object> standIns = new HashMap<>();
  private final Set<String> keyColumns;
  private final int[] partitionIndexes;

  public RowKeys(RowLayout layout) {
    this.layout = layout;
    keyColumns = Set.copyOf(layout.primaryKey());
    List<Column> columns = layout.columns();
    for (int i = 0; i < columns.size(); i++) {
      indexes.put(columns.get(i).name(), i);
      standIns.put(columns.get(i).name(), columns.get(i).standIn());
    }
    partitionIndexes =
        layout.partitionKey().stream()
            .filter(indexes::containsKey)
            .mapToInt(name -> Objects.requireNonNull(indexes.get(name)))
            .toArray();
  }

  /**
   * What stands in a column of the primary key for a row.
   *
   * @param column one of {@link RowLayout#primaryKey()}
   */
  public Object value(ShardRow row, String column) {
    return switch (column) {
      case RowLayout.SHARD -> layout.sharedTables() ? row.shard() : declared(row, column);
      case RowLayout.KEY -> row.key();
      case RowLayout.PUBLISH_TIME -> Instant.ofEpochMilli(row.publishMillis());
      case RowLayout.RECORD_ID -> row.recordId();
      case RowLayout.NULL_BUCKET -> nullBucket(row);
      case RowLayout.MODEL_VERSION -> row.place().modelVersion();
      case RowLayout.ORDER_CELL -> row.place().cell();
      case RowLayout.TIME_BUCKET -> row.place().bucket();
      case RowLayout.ORDER_KEY -> row.place().orderKey();
      default -> declared(row, column);
    };
  }

  private Object declared(ShardRow row, String column) {
    Integer index = indexes.get(column);
    if (index == null) {
      throw new IllegalArgumentException("No column of a primary key: " + column);
    }
    Object value = row.columns().get(index);
    return value != null ? value : Objects.requireNonNull(standIns.get(column));
  }

  /** {@link #NO_NULLS}, or the bucket of a row that lacks a value of its partition key. */
  public int nullBucket(ShardRow row) {
    for (int index : partitionIndexes) {
      if (row.columns().get(index) == null) {
        return 1 + Math.floorMod(KeyHash.of(row.recordId()), layout.nullBuckets());
      }
    }
    return NO_NULLS;
  }

  /**
   * What a record had where a table has a value.
   *
   * @param stored the value of a declared column; null outside the primary key alone
   * @param nullBucket the row's; {@link #NO_NULLS} where the layout has none
   * @return null where the record had none
   */
  public @Nullable Object original(String column, @Nullable Object stored, int nullBucket) {
    if (!keyColumns.contains(column)) {
      return stored;
    }
    boolean mayStandIn = !layout.partitionKey().contains(column) || nullBucket != NO_NULLS;
    return mayStandIn && Objects.equals(stored, standIns.get(column)) ? null : stored;
  }
}
