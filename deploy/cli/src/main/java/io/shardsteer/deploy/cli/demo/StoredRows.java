package io.shardsteer.deploy.cli.demo;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.cassandra.ShardTables;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.feature.QueryDimensions;
import io.shardsteer.common.formats.JsonRecordDecoder;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.RoutingTable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Every row of a pipeline's tables, read from Cassandra.
 *
 * @param census the records by shard
 * @param rows the rows of every table, in the order of their publication
 */
record StoredRows(Census census, List<StoredRow> rows) {
  /**
   * One row.
   *
   * @param shard shard of its table
   * @param hashShard shard that hashing its record would have chosen
   * @param point its queried fields, in the order of {@link QueryDimensions}; NaN marks missing
   * @param texts which of those fields are texts
   * @param publishMillis when its record was published, epoch milliseconds
   * @param waitMillis from the publication of its record to its write
   */
  @SuppressWarnings("ArrayRecordComponent") // rows are counted, never compared
  record StoredRow(
      int shard,
      int hashShard,
      double[] point,
      boolean[] texts,
      long publishMillis,
      double waitMillis) {}

  private static final int PAGE = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Reads every table from beginning to end. */
  static StoredRows read(CqlSession session, PipelineConfig config) {
    int shards = config.shards().targetShardCount();
    ShardTables tables = ShardTables.of(session.getMetadata(), config);
    RowReader reader = new RowReader(config);
    Census census = new Census(shards);
    List<StoredRow> rows = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      SimpleStatement all =
          SimpleStatement.newInstance(
                  "SELECT key, publish_time, record_id, revision, writetime(revision), payload FROM "
                      + tables.rows(shard))
              .setPageSize(PAGE)
              .setTimeout(PATIENCE);
      for (Row row : session.execute(all)) {
        census.add(Objects.requireNonNull(row.getString("record_id")), shard);
        rows.add(reader.read(row, shard));
      }
    }
    rows.sort(Comparator.comparingLong(StoredRow::publishMillis));
    return new StoredRows(census, rows);
  }

  /** Turns a row of a table into what the summary needs of it. */
  private static final class RowReader {
    private final JsonRecordDecoder decoder;
    private final FieldValues values;
    private final QueryDimensions dimensions;
    private final int[] slots;
    private final RoutingTable hashing;
    private final boolean keepKeyTogether;

    RowReader(PipelineConfig config) {
      FieldPaths paths = PipelineFields.of(config);
      decoder = new JsonRecordDecoder(paths);
      values = new FieldValues(paths);
      dimensions = QueryDimensions.of(config.queries(), paths);
      slots =
          dimensions.dimensions().stream()
              .mapToInt(dimension -> paths.slot(dimension.field()))
              .toArray();
      hashing = RoutingTable.initial(config.shards().targetShardCount());
      keepKeyTogether = config.shards().keepKeyTogether();
    }

    StoredRow read(Row row, int shard) {
      String id = Objects.requireNonNull(row.getString(keepKeyTogether ? "key" : "record_id"));
      long hash = KeyHash.of(id);
      double[] point = new double[dimensions.size()];
      boolean[] texts = new boolean[dimensions.size()];
      ByteBuffer payload = row.getByteBuffer("payload");
      if (payload == null) {
        java.util.Arrays.fill(point, Double.NaN);
      } else {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        decoder.decode(bytes, values);
        dimensions.extract(values, point);
        for (int i = 0; i < texts.length; i++) {
          texts[i] = values.kind(slots[i]) == FieldValues.Kind.TEXT;
        }
      }
      Instant published = Objects.requireNonNull(row.getInstant("publish_time"));
      double waitMillis = row.getLong("writetime(revision)") / 1e3 - published.toEpochMilli();
      return new StoredRow(
          shard,
          hashing.shardOf(OrderKey.of(OrderKey.hashPosition(hash), hash)),
          point,
          texts,
          published.toEpochMilli(),
          waitMillis);
    }
  }
}
