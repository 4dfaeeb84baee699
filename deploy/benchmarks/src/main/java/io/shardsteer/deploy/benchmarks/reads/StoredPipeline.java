package io.shardsteer.deploy.benchmarks.reads;

import com.datastax.oss.driver.api.core.CqlSession;
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
import io.shardsteer.common.store.RowReader;
import io.shardsteer.common.store.ShardRow;
import java.util.Optional;

/** A pipeline whose rows are written by the code that the router writes them with. */
final class StoredPipeline {
  static final int SHARDS = 8;
  private static final int IN_FLIGHT = 128;

  private final PipelineConfig config;

  private StoredPipeline(PipelineConfig config) {
    this.config = config;
  }

  /**
   * @param rowOrder {@code position} or {@code key}
   * @param indexed whether there is an index of the price
   * @param contactPoint host:port of Cassandra
   */
  static StoredPipeline of(String name, String rowOrder, boolean indexed, String contactPoint) {
    String text =
        """
        pipeline: %s
        input_topic: persistent://public/default/%s
        key_field: id
        record_id_field: id
        feature_extraction_pipeline:
          - {kind: numeric, field: x}
          - {kind: numeric, field: y}
        queries:
          - {name: box, range: [x, y], selectivity: 1%%}
        model_type: decision_tree
        target_shard_count: %d
        training: {max_samples: 40000}
        storage:
          contact_points: ["%s"]
          local_datacenter: datacenter1
          keyspace: reads
          consistency: one
          read_consistency: one
          row_order: %s
          columns: [{name: price, type: double, indexed: %s, on_bad_field: reject}]
        """
            .formatted(name, name, SHARDS, contactPoint, rowOrder, indexed);
    return new StoredPipeline(PipelineConfigs.fromYaml(text, name));
  }

  PipelineConfig config() {
    return config;
  }

  void createKeyspace(CqlSession session) {
    ShardSchema.of(session, config)
        .createKeyspace("{'class': 'SimpleStrategy', 'replication_factor': 1}");
  }

  void createTables(CqlSession session) {
    ShardSchema.of(session, config).createTables(SHARDS);
  }

  /**
   * Writes records, as many at once as a router does.
   *
   * @param from number of the first
   * @param to number behind the last
   */
  void write(PlacedRecords records, RoutingSnapshot snapshot, int from, int to)
      throws InterruptedException {
    FieldPaths paths = PipelineFields.of(config);
    FieldValues values = new FieldValues(paths);
    JsonRecordDecoder decoder = new JsonRecordDecoder(paths);
    RowReader reader = new RowReader(config.storage().layout(), paths);
    Decider decider = new Decider();
    Writes writes = new Writes(IN_FLIGHT);
    try (CassandraShardStore store = CassandraShardStore.connect(config, Optional.empty())) {
      for (int record = from; record < to && writes.goOn(); record++) {
        byte[] payload = records.payload(record);
        String id = records.id(record);
        if (decoder.decode(payload, values) != null || reader.read(values) != null) {
          throw new IllegalStateException("Record %s cannot be read.".formatted(id));
        }
        long published = records.publishMillis(record);
        decider.decide(snapshot, values, KeyHash.of(id), published);
        ShardRow row =
            new ShardRow(
                    decider.shard(),
                    id,
                    published,
                    id,
                    payload,
                    decider.revision(),
                    reader.columns())
                .placed(decider.place(), decider.revision());
        writes.begin(() -> store.upsert(row));
      }
      writes.await();
    }
  }
}
