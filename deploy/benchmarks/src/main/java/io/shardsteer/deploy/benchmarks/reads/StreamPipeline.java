package io.shardsteer.deploy.benchmarks.reads;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.shardsteer.common.cassandra.CassandraShardStore;
import io.shardsteer.common.cassandra.ShardSchema;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.formats.JsonRecordDecoder;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.store.ShardRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pipeline file of users, with one of the two layouts, whose rows are written as routers do. */
final class StreamPipeline {
  private static final int IN_FLIGHT = 128;

  private final PipelineConfig config;

  private StreamPipeline(PipelineConfig config) {
    this.config = config;
  }

  /**
   * @param file the pipeline as it is
   * @param name of this one
   * @param rowOrder {@code position} or {@code key}
   * @param declares whether its queries are declared
   * @param contactPoint host:port of Cassandra
   */
  static StreamPipeline of(
      PipelineConfig file, String name, String rowOrder, boolean declares, String contactPoint) {
    Map<String, Object> keys = new HashMap<>(PipelineConfigs.toMap(file));
    keys.put("pipeline", name);
    keys.put("input_topic", "persistent://public/default/" + name);
    keys.put("record_id_field", "");
    keys.put("target_shard_count", StoredPipeline.SHARDS);
    if (!declares) {
      keys.remove("queries");
    }
    keys.put(
        "storage",
        Map.of(
            "contact_points",
            List.of(contactPoint),
            "local_datacenter",
            "datacenter1",
            "keyspace",
            "reads",
            "consistency",
            "one",
            "read_consistency",
            "one",
            "row_order",
            rowOrder));
    return new StreamPipeline(PipelineConfigs.fromMap(keys));
  }

  PipelineConfig config() {
    return config;
  }

  /** Writes every record, as many at once as a router does. */
  void write(StreamRecords records, RoutingSnapshot snapshot)
      throws InterruptedException, JsonProcessingException {
    FieldPaths paths = PipelineFields.of(config);
    FieldValues values = new FieldValues(paths);
    JsonRecordDecoder decoder = new JsonRecordDecoder(paths);
    Decider decider = new Decider();
    Writes writes = new Writes(IN_FLIGHT);
    try (CassandraShardStore store = CassandraShardStore.connect(config, Optional.empty())) {
      for (int record = 0; record < records.size() && writes.goOn(); record++) {
        byte[] payload = records.payload(record);
        String key = records.key(record, config.input().keyField());
        if (decoder.decode(payload, values) != null) {
          throw new IllegalStateException("Record %d cannot be read.".formatted(record));
        }
        long published = records.publishMillis(record);
        decider.decide(snapshot, values, KeyHash.of(key), published);
        ShardRow row =
            new ShardRow(
                    decider.shard(),
                    key,
                    published,
                    records.id(record),
                    payload,
                    decider.revision(),
                    List.of())
                .placed(decider.place(), decider.revision());
        writes.begin(() -> store.upsert(row));
      }
      writes.await();
    }
  }

  /** Creates the keyspace where there is none, and the tables. */
  void create(CqlSession session) {
    ShardSchema schema = ShardSchema.of(session, config);
    schema.createKeyspace("{'class': 'SimpleStrategy', 'replication_factor': 1}");
    schema.createTables(StoredPipeline.SHARDS);
  }
}
