package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.store.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statements on tables that shards share say of which shard they are. */
class SharedTablesTest {
  private static final PipelineConfig BY_KEY = Clusters.pipeline(8, Map.of("tables", 3));
  private static final PipelineConfig BY_POSITION =
      Clusters.pipeline(8, Map.of("tables", 3, "row_order", "position"));

  private final ShardTables tables = ShardTables.declared(BY_KEY);
  private final RowColumns byKey = columns(BY_KEY);
  private final RowColumns byPosition = columns(BY_POSITION);

  private RowColumns columns(PipelineConfig config) {
    return new RowColumns(tables.layout(config.storage().layout()));
  }

  private static List<String> created(PipelineConfig config, int shards) {
    List<String> executed = new ArrayList<>();
    ShardSchema.of(Clusters.empty(executed), config).createTables(shards);
    return executed.stream().filter(cql -> cql.startsWith("CREATE TABLE")).toList();
  }

  @Test
  void tablesAreAsManyAsAreDeclaredWithTheShardInTheirPartitionKey() {
    assertThat(created(BY_KEY, 8))
        .hasSize(3)
        .allMatch(
            cql ->
                cql.contains("PRIMARY KEY ((\"shard\", \"key\"), \"publish_time\", \"record_id\")"))
        .allMatch(cql -> cql.contains("\"shard\" int"));
    assertThat(created(BY_POSITION, 9))
        .hasSize(3)
        .allMatch(
            cql ->
                cql.contains(
                    "((\"shard\", \"model_version\", \"order_cell\", \"time_bucket\"), \"order_key\","));
    assertThat(created(BY_KEY, 2)).hasSize(2);
  }

  @Test
  void tablesOfOneShardEachAreAsTheyWere() {
    assertThat(created(Clusters.pipeline(8, Map.of()), 8))
        .hasSize(8)
        .allMatch(cql -> cql.contains("PRIMARY KEY ((\"key\"), \"publish_time\", \"record_id\")"))
        .noneMatch(cql -> cql.contains("\"shard\""));
  }

  // A row that moves within a table lies in another partition, which a deletion does not reach.
  @Test
  void rowsAreWrittenFoundAndDeletedByTheirShard() {
    assertThat(new UpsertRow(tables, byKey).cql(5).getQuery())
        .contains("trips_2_of_3", "\"shard\"");
    assertThat(new CopyRow(tables, byKey).cql(5).getQuery()).contains("trips_2_of_3", "\"shard\"");
    for (RowColumns columns : List.of(byKey, byPosition)) {
      assertThat(new DeleteRow(tables, columns).cql(5).getQuery()).contains("WHERE \"shard\" = ?");
      assertThat(new SameRow(tables, columns).cql(5).getQuery()).contains("WHERE \"shard\" = ?");
    }
    assertThat(new FindRows(tables, byKey).cql(5, RowKey.of(Map.of("key", "a"))).getQuery())
        .endsWith("FROM trips.trips_2_of_3 WHERE \"shard\" = ? AND \"key\" = ?");
  }

  @Test
  void scansAndPartitionsAreOfOneShard() {
    String five = "FROM trips.trips_2_of_3 WHERE \"shard\" = 5 ALLOW FILTERING";
    assertThat(new ScanRows(tables, byKey).cql(5).getQuery()).endsWith(five);
    var ordered = new OrderedStatements(tables, byPosition);
    assertThat(ordered.partitions(5).getQuery())
        .isEqualTo(
            "SELECT DISTINCT \"shard\", \"model_version\", \"order_cell\", \"time_bucket\" "
                + five);
    assertThat(ordered.slice(5).getQuery())
        .contains("WHERE \"shard\" = ? AND \"model_version\" = ? AND \"order_cell\" = ?");
  }
}
