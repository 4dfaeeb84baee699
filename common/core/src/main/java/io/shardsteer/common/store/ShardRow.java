package io.shardsteer.common.store;

import io.shardsteer.common.steering.RowPlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record as it stands in the table of its shard. Writing a row again leaves one row: it is
 * identified by the primary key of the {@linkplain io.shardsteer.common.config.RowLayout layout},
 * which holds the record id or is declared unique.
 *
 * @param shard the shard whose table it goes to
 * @param key the record's key, or its record id where it has none; never empty
 * @param publishMillis publish time, epoch milliseconds
 * @param recordId identifies the record; never empty
 * @param payload the record's bytes, not copied; null where payloads are not stored
 * @param encoding how to read the payload; kept where payloads are
 * @param revision the routing table that chose the shard
 * @param columns a value for each declared column of the layout, in its order, of the column's
 *     {@linkplain io.shardsteer.common.config.ColumnType#javaType() Java type}; null: missing
 * @param place where it lies in the order; {@link RowPlace#NONE} unless its layout asks for it
 */
@SuppressWarnings("ArrayRecordComponent") // rows are passed on, never compared
public record ShardRow(
    int shard,
    String key,
    long publishMillis,
    String recordId,
    byte @Nullable [] payload,
    Encoding encoding,
    long revision,
    List<@Nullable Object> columns,
    RowPlace place) {
  /** A row of a layout that does not follow the order. */
  public ShardRow(
      int shard,
      String key,
      long publishMillis,
      String recordId,
      byte @Nullable [] payload,
      Encoding encoding,
      long revision,
      List<@Nullable Object> columns) {
    this(shard, key, publishMillis, recordId, payload, encoding, revision, columns, RowPlace.NONE);
  }

  /** A row whose payload was written without a schema. */
  public ShardRow(
      int shard,
      String key,
      long publishMillis,
      String recordId,
      byte @Nullable [] payload,
      long revision,
      List<@Nullable Object> columns) {
    this(shard, key, publishMillis, recordId, payload, Encoding.NONE, revision, columns);
  }

  /** This row in the table of another shard. */
  public ShardRow in(int otherShard) {
    return new ShardRow(
        otherShard, key, publishMillis, recordId, payload, encoding, revision, columns, place);
  }

  /** This row with other values of its declared columns. */
  public ShardRow withColumns(List<@Nullable Object> otherColumns) {
    return new ShardRow(
        shard, key, publishMillis, recordId, payload, encoding, revision, otherColumns, place);
  }

  /**
   * This row as another table places it.
   *
   * @param by revision of the table
   */
  public ShardRow placed(RowPlace otherPlace, long by) {
    return new ShardRow(
        shard, key, publishMillis, recordId, payload, encoding, by, columns, otherPlace);
  }
}
