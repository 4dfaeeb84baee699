package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.deploy.reader.Answer;
import io.shardsteer.deploy.reader.FoundRow;
import io.shardsteer.deploy.reader.Query;
import io.shardsteer.deploy.reader.ShardReader;
import io.shardsteer.deploy.reader.ShardReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Rows that lie in the learned order, on real servers: boxes, keys, an index, and a move. */
@OnServers
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RowsInOrderIT {
  private static final int PER_SECOND = 500;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final PipelineFile FILE =
      PipelineFile.named("ordered")
          .with(
              "  keyspace: e2e",
              """
                keyspace: e2e
                row_order: position
                columns: [{name: at_x, field: x, type: double, indexed: true}]\
              """
                  .indent(0)
                  .stripTrailing());

  private final Map<String, JsonNode> records = new TreeMap<>();
  @AutoClose private Pipeline pipeline;
  @AutoClose private CqlSession session;
  @AutoClose private ShardReader reader;

  @BeforeAll
  void fill(Servers servers) throws Exception {
    pipeline = Pipeline.deploy(servers, FILE, 1);
    pipeline.startTrainer("trainer");
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0)) {
      pipeline.decisionLog().await("adopted");
      publisher.awaitMore(8 * PER_SECOND);
    }
    pipeline.account().mustBeBalanced();
    Held held = Held.of(servers, pipeline.config(), pipeline.past().shards());
    for (var message : held.input()) {
      JsonNode record = JSON.readTree(message.getData());
      records.put(record.get("id").asText(), record);
    }
    session = CassandraSessions.open(pipeline.config().storage(), servers.reader());
    reader = ShardReader.open(pipeline.config(), servers.client(), servers.admin(), session);
  }

  /** What an answer had to read. */
  private record Cost(long partitions, long rowsRead) {}

  private Cost asked(String question, Predicate<JsonNode> wanted) {
    List<String> found = new ArrayList<>();
    Cost cost;
    try (Answer answer = reader.find(Query.where(question))) {
      answer.forEach(row -> found.add(row.recordId()));
      var shards = answer.report().shards().values();
      cost =
          new Cost(
              shards.stream().mapToLong(ShardReading::partitions).sum(),
              shards.stream().mapToLong(ShardReading::rowsRead).sum());
    }
    assertThat(found)
        .as(question)
        .containsExactlyInAnyOrderElementsOf(
            records.entrySet().stream()
                .filter(record -> wanted.test(record.getValue()))
                .map(Map.Entry::getKey)
                .toList());
    return cost;
  }

  private static boolean isIn(JsonNode record, String field, double from, double to) {
    double value = record.get(field).asDouble();
    return value >= from && value <= to;
  }

  /**
   * @return what a box cost
   */
  private Cost answersEveryKindOfQuestion() {
    asked("", record -> true);
    Cost box =
        asked(
            "x in 0.1..0.25 and y in 0.7..0.9",
            record -> isIn(record, "x", 0.1, 0.25) && isIn(record, "y", 0.7, 0.9));
    assertThat(box.rowsRead()).isLessThan(records.size());
    Cost strip = asked("x in 0.2..0.21", record -> isIn(record, "x", 0.2, 0.21));
    assertThat(strip.rowsRead()).isLessThan(records.size() / 2);
    asked(
        "not (x > 0.2 or kind = tram) or y < 0.1",
        record ->
            (record.get("x").asDouble() <= 0.2 && !record.get("kind").asText().equals("tram"))
                || record.get("y").asDouble() < 0.1);
    String id = records.keySet().iterator().next();
    FoundRow row = reader.find(Query.where("@record_id = '%s'".formatted(id))).iterator().next();
    assertThat(reader.get(row.key()).toCompletableFuture().join())
        .extracting(FoundRow::recordId)
        .contains(id);
    return box;
  }

  @Test
  @Order(1)
  void answersFromSlicesAndIndexes() {
    var unused = answersEveryKindOfQuestion();
  }

  // The rows of the time before the model lie by hash until then, where an index serves better.
  @Test
  @Order(2)
  void answersTheSameOnceRowsHaveMovedToTheNewestTable() throws Exception {
    try (SteerCommand reshard =
        pipeline.steer("reshard-ordered", FILE, "reshard", "--rate", "5000", "--lag", "1")) {
      assertThat(reshard.awaitEnd()).contains("is done").doesNotContain("DIFFER");
    }
    Cost box = answersEveryKindOfQuestion();
    assertThat(box.partitions()).isPositive();
    assertThat(box.rowsRead()).isLessThan(records.size() / 4);
  }

  @Test
  @Order(3)
  void tellsWhatWasAsked() throws Exception {
    reader.close();
    try (SteerCommand queries = pipeline.steer("queries-ordered", FILE, "queries")) {
      assertThat(queries.awaitEnd())
          .contains("questions within")
          .contains("x range, y range")
          .contains("An order made for these questions");
    }
  }
}
