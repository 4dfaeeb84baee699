package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.store.LayoutMismatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** On a cluster that has some tables, some of them with rows. */
class ShardSchemaTest {
  private static final Set<String> THERE =
      Set.of("trips_shard_0", "trips_shard_1", "trips_shard_2", "trips_order_0");
  private static final Set<String> HOLDING = Set.of("trips_shard_1", "trips_shard_2");

  private final List<String> executed = new ArrayList<>();

  private ShardSchema schema(String rowOrder) {
    PipelineConfig config =
        PipelineConfigs.fromYaml(
            """
            pipeline: trips
            input_topic: trips
            feature_extraction_pipeline: [{kind: numeric, field: fare}]
            storage: {row_order: %s}
            """
                .formatted(rowOrder),
            "trips.yaml");
    return ShardSchema.of(session(), config);
  }

  private CqlSession session() {
    Metadata metadata = Clusters.with(THERE.toArray(String[]::new));
    return StandIn.of(
        CqlSession.class,
        (self, method, arguments) ->
            switch (method) {
              case "getMetadata" -> metadata;
              case "checkSchemaAgreement" -> true;
              default -> execute(((SimpleStatement) arguments[0]).getQuery());
            });
  }

  private ResultSet execute(String cql) {
    executed.add(cql);
    boolean holds = HOLDING.stream().anyMatch(table -> cql.contains("." + table + " "));
    Row row = holds ? StandIn.of(Row.class, (self, method, arguments) -> null) : null;
    return StandIn.of(ResultSet.class, (self, method, arguments) -> row);
  }

  @Test
  void refusesAFileThatSaysAnotherRowOrderThanTheRowsHaveAndNamesTheCommand() {
    assertThatThrownBy(() -> schema("position").requireNoOtherRows())
        .isInstanceOf(LayoutMismatchException.class)
        .hasMessageContaining(
            "shardsteer.trips_shard_1 and 1 more: they hold rows that lie by key, but row_order: position is declared")
        .hasMessageContaining("`steer reshard --to-layout position FILE`");
  }

  @Test
  void takesTablesWithoutRowsForLeftOver() {
    schema("key").requireNoOtherRows();
    assertThat(executed).singleElement().asString().contains("trips_order_0");
  }

  @Test
  void dropsTheTablesOfItsOwnRowOrderAlone() {
    schema("key").dropTables();
    assertThat(executed)
        .containsExactly(
            "DROP TABLE IF EXISTS shardsteer.trips_shard_0",
            "DROP TABLE IF EXISTS shardsteer.trips_shard_1",
            "DROP TABLE IF EXISTS shardsteer.trips_shard_2");
  }
}
