package io.shardsteer.common.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a shard are looked up: those of one partition, perhaps only a range of them.
 *
 * @param partition a value for each column of the layout's partition key, of the column's Java
 *     type: {@code String} for the key and the record id, {@code Instant} for the publish time
 * @param from least value of the first clustering column; null: from the first row
 * @param to greatest value of it; null: to the last row
 */
public record RowKey(Map<String, Object> partition, @Nullable Object from, @Nullable Object to) {
  public RowKey {
    partition = Map.copyOf(partition);
  }

  /** A whole partition. */
  public static RowKey of(Map<String, Object> partition) {
    return new RowKey(partition, null, null);
  }
}
