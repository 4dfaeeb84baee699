package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.Fuzz;
import io.shardsteer.common.config.InvalidConfigurationException;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.config.RowLayout.RowOrder;
import io.shardsteer.common.store.RowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Whatever stands in a pipeline file, the text of a statement is made of words, names in quotes and
 * closed literals; whatever stands in a record, it is bound and never text.
 */
class CqlTextTest {
  /** No statement can end, comment or open a literal that it does not close. */
  private static final Pattern HARMLESS =
      Pattern.compile("(?:\\w++|\"[a-z][a-z0-9_]*+\"|'[^'\\p{Cntrl}]*+'|[?(),.=:{}]|\\s)++");

  private static final List<String> HOSTILE =
      List.of(
          "'",
          "''",
          "\"",
          ";",
          "--",
          "//",
          "/*",
          "\\",
          "\n",
          "\0",
          "’",
          "); DROP KEYSPACE trips; --",
          "' AND comment = '",
          "'} AND x = {'a': '",
          "\" text, \"b",
          "a b",
          "?",
          "$$");

  private static final List<String> TAME =
      List.of("fare", "rider", "desc", "select", "0.5", "99p", "1", "a", "trips");

  @Test
  void nothingInAPipelineFileEndsALiteralOrAName() {
    Fuzz fuzz = new Fuzz().run(random -> isHarmless(file(random)));
    assertThat(fuzz.taken()).isPositive();
    assertThat(fuzz.refused()).isPositive();
  }

  private static boolean isHarmless(Map<String, Object> file) {
    List<String> statements;
    try {
      statements = statements(PipelineConfigs.fromMap(file));
    } catch (InvalidConfigurationException | IllegalArgumentException refused) {
      return false;
    }
    assertThat(statements).hasSizeGreaterThan(5).allMatch(HARMLESS.asMatchPredicate());
    return true;
  }

  @Test
  void whatStandsInARecordIsNeverText() {
    PipelineConfig config =
        PipelineConfigs.fromMap(
            Map.of(
                "pipeline",
                "trips",
                "input_topic",
                "trips",
                "feature_extraction_pipeline",
                List.of(Map.of("kind", "numeric", "field", "fare")),
                "storage",
                Map.of("enabled", true, "keyspace", "trips")));
    var tables = new ShardTables("trips", "trips", RowOrder.KEY, 0);
    var find = new FindRows(tables, new RowColumns(config.storage().layout()));
    String tame = find.cql(1, RowKey.of(Map.of("key", "a"))).getQuery();
    for (String hostile : HOSTILE) {
      assertThat(find.cql(1, RowKey.of(Map.of("key", hostile))).getQuery()).isEqualTo(tame);
    }
  }

  private static List<String> statements(PipelineConfig config) {
    List<String> all = new ArrayList<>();
    var schema = ShardSchema.of(Clusters.empty(all), config);
    schema.createKeyspace(config.storage().replication());
    schema.createTables(1);
    ShardTables tables = schema.tables();
    var columns = new RowColumns(tables.layout(config.storage().layout()));
    all.add(new UpsertRow(tables, columns).cql(0).getQuery());
    all.add(new CopyRow(tables, columns).cql(0).getQuery());
    all.add(new DeleteRow(tables, columns).cql(0).getQuery());
    all.add(new SameRow(tables, columns).cql(0).getQuery());
    all.add(new ScanRows(tables, columns).cql(0).getQuery());
    return all;
  }

  private static Map<String, Object> file(RandomGenerator random) {
    List<Map<String, Object>> columns = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      columns.add(Map.of("name", word(random), "type", "text", "field", "fare"));
    }
    Map<String, Object> storage = new LinkedHashMap<>();
    storage.put("enabled", true);
    storage.put("keyspace", random.nextInt(4) == 0 ? word(random) : "trips");
    if (random.nextInt(4) == 0) {
      storage.put(
          "replication",
          "{'class': '%s', '%s': %s}".formatted(word(random), word(random), word(random)));
    }
    storage.put("columns", columns);
    if (random.nextInt(4) == 0) {
      storage.put("tables", random.nextInt(512));
    }
    if (random.nextInt(4) == 0) {
      storage.put("partition_key", List.of(word(random)));
    }
    if (random.nextInt(4) == 0) {
      storage.put("clustering", List.of(word(random)));
    }
    if (random.nextInt(3) == 0) {
      storage.put("table_options", Map.of("speculative_retry", word(random)));
    } else if (random.nextInt(3) == 0) {
      storage.put("table_options", Map.of("compaction", Map.of(word(random), word(random))));
    } else if (random.nextInt(3) == 0) {
      storage.put("table_options", Map.of(word(random), "1"));
    }
    return Map.of(
        "pipeline",
        random.nextInt(4) == 0 ? word(random) : "trips",
        "input_topic",
        "trips",
        "feature_extraction_pipeline",
        List.of(Map.of("kind", "numeric", "field", "fare")),
        "storage",
        storage);
  }

  private static String word(RandomGenerator random) {
    String tame = TAME.get(random.nextInt(TAME.size()));
    String hostile = HOSTILE.get(random.nextInt(HOSTILE.size()));
    return switch (random.nextInt(6)) {
      case 0 -> hostile;
      case 1 -> tame + hostile;
      case 2 -> hostile + tame;
      default -> tame;
    };
  }
}
