package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.cassandra.ShardSchema;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.store.LayoutMismatchException;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.reader.Answer;
import io.shardsteer.deploy.reader.FoundRow;
import io.shardsteer.deploy.reader.Query;
import io.shardsteer.deploy.reader.ShardReader;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Eight shards whose rows are in three tables, by key and in the learned order: boxes, keys,
 * counts, a ninth shard, and rows that move to it within their tables.
 */
@OnServers
final class SharedTablesIT {
  private static final int PER_SECOND = 300;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static PipelineFile file(String rowOrder) {
    return PipelineFile.named("shared_" + rowOrder)
        .with("target_shard_count: 4", "target_shard_count: 8")
        .with(
            "  keyspace: e2e",
            "  keyspace: e2e\n  tables: 3\n  row_order: %s\n  ttl: 90 days".formatted(rowOrder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"key", "position"})
  void storesReadsCountsAndMovesRowsOfMoreShardsThanTables(String rowOrder, Servers servers)
      throws Exception {
    PipelineFile eight = file(rowOrder);
    PipelineFile nine = eight.with("target_shard_count: 8", "target_shard_count: 9");
    try (Pipeline pipeline = Pipeline.deploy(servers, eight, 2);
        CqlSession session =
            CassandraSessions.open(pipeline.config().storage(), servers.reader())) {
      String name = pipeline.config().pipeline();
      pipeline.startTrainer("trainer");
      try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0);
          Questions questions = pipeline.questions()) {
        pipeline.decisionLog().await("adopted");
        publisher.awaitMore(5 * PER_SECOND);
        assertThat(pipeline.push(nine).isApplied()).isTrue();
        pipeline
            .decisionLog()
            .await("reconfigured", entry -> entry.message().contains("to 9 shards"));
        publisher.awaitMore(5 * PER_SECOND);
        questions.awaitRounds(1);
        move(pipeline, nine);
        questions.awaitRounds(1);
      }
      pipeline.account().mustBeBalanced();
      assertThat(pipeline.rows().keySet()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
      String each = name + (rowOrder.equals("position") ? "_order" : "");
      assertThat(tables(session, name))
          .containsExactly(each + "_0_of_3", each + "_1_of_3", each + "_2_of_3");
      answersEqualFullScans(servers, pipeline, session);
      countsEachShardForItself(pipeline, nine);
      goesByTheTablesThatAreThere(servers, session, nine);
    }
  }

  private static void move(Pipeline pipeline, PipelineFile file) throws Exception {
    try (SteerCommand reshard = pipeline.steer("reshard", file, "reshard", "--lag", "3")) {
      String output = reshard.awaitEnd();
      System.out.println(output);
      assertThat(output).contains("is done").doesNotContain("DIFFER");
    }
  }

  private static Set<String> tables(CqlSession session, String pipeline) {
    Set<String> tables = new TreeSet<>();
    session
        .execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = 'e2e'")
        .forEach(row -> tables.add(String.valueOf(row.getString(0))));
    tables.removeIf(table -> !table.startsWith(pipeline + "_"));
    return tables;
  }

  private static void answersEqualFullScans(Servers servers, Pipeline pipeline, CqlSession session)
      throws Exception {
    try (ShardReader reader =
        ShardReader.open(pipeline.config(), servers.client(), servers.admin(), session)) {
      for (String question :
          List.of("x in 0.1..0.3 and y in 0.7..0.9", "kind = tram and x > 0.75", "y < 0.3")) {
        Query query = Query.where(question);
        SortedMap<String, FoundRow> found = rows(reader, query);
        assertThat(found.keySet())
            .as(question)
            .isNotEmpty()
            .isEqualTo(rows(reader, query.askedEverywhere()).keySet());
        FoundRow row = Objects.requireNonNull(found.get(found.firstKey()));
        assertThat(reader.get(row.key()).toCompletableFuture().join())
            .extracting(FoundRow::recordId)
            .contains(row.recordId());
      }
    }
  }

  private static SortedMap<String, FoundRow> rows(ShardReader reader, Query query) {
    SortedMap<String, FoundRow> rows = new TreeMap<>();
    try (Answer answer = reader.find(query)) {
      answer.forEach(row -> assertThat(rows.put(row.recordId(), row)).isNull());
    }
    return rows;
  }

  private static void countsEachShardForItself(Pipeline pipeline, PipelineFile file)
      throws Exception {
    String yaml = pipeline.write("counted", file);
    SteerRun run = pipeline.run("status", yaml, "--count", "--output", "json");
    assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
    var rows = pipeline.rows();
    JsonNode stored = JSON.readTree(run.out()).path("stored");
    assertThat(stored).hasSize(9);
    for (JsonNode shard : stored) {
      assertThat(shard.path("rows").asLong()).isEqualTo(rows.get(shard.path("shard").asInt()));
    }
  }

  private static void goesByTheTablesThatAreThere(
      Servers servers, CqlSession session, PipelineFile file) {
    PipelineConfig unsaid =
        Cluster.of(servers.stack()).place(file.with("  tables: 3\n", "").config());
    ShardSchema schema = ShardSchema.of(session, unsaid);
    schema.requireComplete();
    assertThat(schema.tables().shared()).isEqualTo(3);
    PipelineConfig other =
        Cluster.of(servers.stack()).place(file.with("tables: 3", "tables: 4").config());
    assertThatThrownBy(() -> ShardSchema.of(session, other))
        .isInstanceOf(LayoutMismatchException.class)
        .hasMessageContaining("There are 3 tables that shards share, but 4");
  }
}
