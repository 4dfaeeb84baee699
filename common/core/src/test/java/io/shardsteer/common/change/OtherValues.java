package io.shardsteer.common.change;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The reference file, and for each of its keys another value than it shows. */
public final class OtherValues {
  private static final String RETURNS = "persistent://public/default/returns";

  private static final Object ABSENT = new Object();

  /** By key path; what else has to change with it comes after the value, as paths and values. */
  private static final Map<String, Map<String, Object>> VALUES = new LinkedHashMap<>();

  static {
    other("pipeline", "another");
    other("input_topic", "persistent://public/default/another");
    other("format", "avro", "format_schema", "{}");
    other("format_schema", "{}", "format", "avro");
    other("format_message", "a.Trip", "format", "protobuf", "format_schema", "AA==");
    other("key_field", "customer");
    other("record_id_field", "order_id");
    other("time_field", "ordered_at");
    other("envelope", "debezium");
    other("invalid_text", "replace");
    other("ordering", "key");
    other("decryption_key", "file:///etc/private-key.pem");
    other("text_numbers", List.of("price"));
    other("feature_extraction_pipeline", List.of(Map.of("kind", "numeric", "field", "price")));
    other("queries.declared", List.of(Map.of("equal", List.of("customer"))));
    other("queries.learned", false);
    other("queries.window", "1 day");
    List<String> returned = List.of("returned");
    other("outcomes.topic", RETURNS, "outcomes.fields", returned);
    other("outcomes.fields", returned);
    other("outcomes.delay", "2 hours");
    other("model_type", "linear");
    other("model_parameters", Map.of("max_depth", 7));
    other("seed", 2);
    other("labels", "assigned");
    other("skip_models", List.of(3));
    other("retraining_interval", "2 hours");
    other("training.min_samples", 3000);
    other("training.max_samples", 9000);
    other("training.holdout", 0.3);
    other("training.gate.max_predicted_imbalance", 0.9);
    other("training.gate.min_r2", 0.5);
    other("training.gate.max_movement", 0.5);
    other("training.gate.max_model_size", "8 MiB");
    other("target_shard_count", 16);
    other("acceptable_shard_imbalance", "30%");
    other("shard_weights", List.of(1, 2, 3, 4, 5, 6, 7, 8));
    other("load", "bytes");
    other("keep_key_together", false);
    other("pins", List.of(Map.of("key", List.of("c-17"), "shard", 3)));
    other("monitoring_metrics", List.of("query_latency"));
    other("control.report_interval", "1 second");
    other("control.table_lead", "2 seconds");
    other("control.horizon", 0.1);
    other("control.dead_band", 0.01);
    other("control.reduce_resolution_above", 1024);
    other("control.low_share", 0.2);
    other("control.high_share", 1.2);
    other("control.max_moved_per_rebalance", 0.2);
    other("control.max_rebalances_per_hour", 100);
    other("control.probation", "3 minutes");
    other("control.adoption", "by_approval");
    other("control.approval_timeout", "2 days");
    other("windows", List.of(Map.of("allow", List.of("models"), "days", List.of("sat"))));
    other("history.exact_for", "1 day");
    other("history.decisions_for", "1 day");
    other("reshard.mode", "automatic");
    other("reshard.rate", "100 rows/s");
    other("reshard.window", "01:00-05:00 Europe/Berlin");
    other("reshard.min_gain", 0.3);
    other("sampling.per_second", 100);
    other("limits.max_record_size", "2 MiB");
    other("limits.max_in_flight", 500);
    other("storage.enabled", false);
    other("storage.contact_points", List.of("10.0.0.1:9042"));
    other("storage.local_datacenter", "dc2");
    other("storage.keyspace", "elsewhere");
    other("storage.replication", "{'class': 'SimpleStrategy', 'replication_factor': 2}");
    other("storage.consistency", "one");
    other("storage.read_consistency", "one");
    other("storage.tables", 16);
    other("storage.columns", List.of(Map.of("name", "price", "type", "double")));
    other(
        "storage.row_order",
        "position",
        "storage.partition_key",
        ABSENT,
        "storage.clustering",
        ABSENT,
        "storage.unique_key",
        ABSENT,
        "storage.null_keys",
        ABSENT);
    List<Map<String, String>> columns = List.of(Map.of("name", "city", "type", "text"));
    other("storage.on_bad_field", "null", "storage.columns", columns);
    List<String> city = List.of("city");
    other("storage.partition_key", city, "storage.columns", columns);
    other("storage.clustering", List.of("record_id"));
    other("storage.null_keys", "reject", "storage.columns", columns, "storage.partition_key", city);
    other(
        "storage.unique_key",
        true,
        "storage.columns",
        columns,
        "storage.partition_key",
        city,
        "storage.clustering",
        List.of(),
        "storage.null_keys",
        "reject");
    other("storage.null_buckets", 8);
    other("storage.ttl", "90 days");
    other("storage.table_options", Map.of("gc_grace_seconds", 60));
    other("storage.payload_column", false);
    other("storage.tls.enabled", true);
    other("storage.tls.trusted_certificates", "/etc/ca.pem", "storage.tls.enabled", true);
    other("storage.tls.hostname_verification", false, "storage.tls.enabled", true);
  }

  private OtherValues() {}

  private static void other(String key, Object value, Object... with) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(key, value);
    for (int i = 0; i < with.length; i += 2) {
      all.put((String) with[i], with[i + 1]);
    }
    VALUES.put(key, all);
  }

  /** The reference file, with a query about an outcome. */
  public static PipelineConfig reference() {
    Map<String, Object> map = PipelineConfigs.toMap(file());
    Map<Object, Object> queries = new LinkedHashMap<>((Map<?, ?>) map.get("queries"));
    List<Object> declared = new ArrayList<>((List<?>) queries.get("declared"));
    declared.add(Map.of("name", "returns", "equal", List.of("returned")));
    queries.put("declared", declared);
    map.put("queries", queries);
    return PipelineConfigs.fromMap(map);
  }

  private static PipelineConfig file() {
    Path file = Path.of("deploy/pipelines/reference.yaml");
    Path root = Path.of("").toAbsolutePath();
    for (Path up = root; up != null && !Files.exists(root.resolve(file)); up = up.getParent()) {
      root = up;
    }
    try {
      return PipelineConfigs.fromYaml(Files.readString(root.resolve(file)), "reference.yaml");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By key, {@link #reference} with another value of it. */
  public static Map<String, PipelineConfig> all() {
    Map<String, PipelineConfig> all = new LinkedHashMap<>();
    VALUES.forEach((key, values) -> all.put(key, with(values)));
    return all;
  }

  private static PipelineConfig with(Map<String, Object> values) {
    Map<String, Object> map = PipelineConfigs.toMap(reference());
    values.forEach((path, value) -> put(map, path, value));
    return PipelineConfigs.fromMap(map);
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> map, String path, Object value) {
    int dot = path.indexOf('.');
    if (dot >= 0) {
      Object section = Objects.requireNonNull(map.get(path.substring(0, dot)));
      put((Map<String, Object>) section, path.substring(dot + 1), value);
    } else if (value == ABSENT) {
      map.remove(path);
    } else {
      map.put(path, value);
    }
  }
}
