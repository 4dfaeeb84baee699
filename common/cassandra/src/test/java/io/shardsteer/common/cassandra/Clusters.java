package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clusters that have tables by name, and pipelines to store there. */
final class Clusters {
  private Clusters() {}

  /** A cluster whose every keyspace has the tables. */
  static Metadata with(String... names) {
    Map<CqlIdentifier, TableMetadata> tables = new HashMap<>();
    for (String name : names) {
      CqlIdentifier id = CqlIdentifier.fromInternal(name);
      tables.put(id, StandIn.of(TableMetadata.class, (self, method, arguments) -> id));
    }
    KeyspaceMetadata keyspace =
        StandIn.of(
            KeyspaceMetadata.class,
            (self, method, arguments) ->
                method.equals("getTables")
                    ? tables
                    : Optional.ofNullable(tables.get((CqlIdentifier) arguments[0])));
    return StandIn.of(Metadata.class, (self, method, arguments) -> Optional.of(keyspace));
  }

  /** A session on an empty cluster that keeps what it is asked to do. */
  static CqlSession empty(List<String> executed) {
    Metadata empty =
        StandIn.of(
            Metadata.class,
            (self, method, arguments) -> method.equals("getNodes") ? Map.of() : Optional.empty());
    return StandIn.of(
        CqlSession.class,
        (self, method, arguments) -> {
          if (method.equals("getMetadata")) {
            return empty;
          }
          if (method.equals("checkSchemaAgreement")) {
            return true;
          }
          if (arguments.length > 0 && arguments[0] instanceof SimpleStatement statement) {
            executed.add(statement.getQuery());
          }
          return null;
        });
  }

  /** Pipeline trips in keyspace trips. */
  static PipelineConfig pipeline(int shards, Map<String, Object> storage) {
    Map<String, Object> section = new HashMap<>(storage);
    section.put("keyspace", "trips");
    return PipelineConfigs.fromMap(
        Map.of(
            "pipeline",
            "trips",
            "input_topic",
            "trips",
            "target_shard_count",
            shards,
            "feature_extraction_pipeline",
            List.of(Map.of("kind", "numeric", "field", "fare")),
            "storage",
            section));
  }
}
