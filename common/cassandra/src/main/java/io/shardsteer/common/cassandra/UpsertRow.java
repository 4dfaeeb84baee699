package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.store.ShardRow;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The statement that writes a row to the table of its shard.
 *
 * <p>Where the operator vouches for a unique key, two records may be of one row: the one that was
 * published later counts, whichever arrives last. So the row is written at its publish time, and
 * what the later record lacks is written as null instead of being left as the earlier one had it.
 */
final class UpsertRow {
  private final ShardTables tables;
  private final RowColumns columns;
  private final RowEncoder encoder;
  private final boolean byPublishTime;

  UpsertRow(ShardTables tables, RowColumns columns) {
    this.tables = tables;
    this.columns = columns;
    encoder = new RowEncoder(columns);
    byPublishTime = columns.layout().uniqueKey();
  }

  SimpleStatement cql(int shard) {
    return SimpleStatement.newInstance(
            "INSERT INTO %s (%s) VALUES (%s)%s"
                .formatted(
                    tables.qualifiedName(shard),
                    columns.names(),
                    columns.placeholders(),
                    byPublishTime ? " USING TIMESTAMP ?" : ""))
        .setIdempotent(true);
  }

  RowEncoder encoder() {
    return encoder;
  }

  /**
   * @param values of the row, as {@link RowEncoder} makes them
   */
  BoundStatement bind(PreparedStatement statement, @Nullable ByteBuffer[] values, ShardRow row) {
    BoundStatementBuilder builder = statement.boundStatementBuilder();
    for (int at = 0; at < values.length; at++) {
      ByteBuffer value = values[at];
      if (value != null) {
        builder = builder.setBytesUnsafe(at, value);
      } else if (byPublishTime) {
        builder = builder.setToNull(at);
      }
    }
    if (byPublishTime) {
      long micros = TimeUnit.MILLISECONDS.toMicros(row.publishMillis());
      builder = builder.setLong(values.length, micros);
    }
    return builder.build();
  }
}
