package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.deploy.reader.Answer;
import io.shardsteer.deploy.reader.ShardReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pulsar.client.api.Producer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** CloudEvents in binary mode: attributes are properties, the payload is the data alone. */
@OnServers
@TestMethodOrder(OrderAnnotation.class)
final class EventsIT {
  private static final int RECORDS = 200;
  private static final long NOON_MILLIS = 1_401_624_000_000L;

  private static final PipelineFile FILE =
      new PipelineFile(
          """
          pipeline: events
          input_topic: events
          key_field: $properties.ce_source
          record_id_field: $properties.ce_id
          target_shard_count: 2
          limits: {max_record_size: 1 KiB}
          feature_extraction_pipeline:
            - {kind: categorical, name: type, field: $properties.ce_type}
          storage:
            keyspace: e2e
            columns:
              - {name: type, type: text, field: $properties.ce_type}
              - {name: at, type: timestamp, field: $properties.ce_time}
              - {name: tags, type: list<text>}
              - {name: labels, type: 'map<text,text>'}
          """);

  private Servers servers;
  @AutoClose private Pipeline events;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    this.servers = servers;
    events = Pipeline.deploy(servers, FILE, 1);
  }

  @Test
  @Order(1)
  void attributesOfCloudEventsAreFieldsAndCollectionsAreColumns() throws Exception {
    try (Producer<byte[]> producer =
        servers.client().newProducer().topic(events.config().input().topic()).create()) {
      for (int i = 0; i < RECORDS; i++) {
        var unused =
            producer
                .newMessage()
                .property("ce_specversion", "1.0")
                .property("ce_id", "event-" + i)
                .property("ce_source", "/shop/" + i % 7)
                .property("ce_type", i % 2 == 0 ? "order.made" : "order.gone")
                .property("ce_time", Instant.ofEpochMilli(NOON_MILLIS + i).toString())
                .value(
                    "{\"tags\":[\"t%d\",%d],\"labels\":{\"app.name\":\"a%d\"}}"
                        .formatted(i, i, i)
                        .getBytes(StandardCharsets.UTF_8))
                .sendAsync();
      }
      producer
          .newMessage()
          .property("ce_source", "/shop")
          .value("{}".getBytes(StandardCharsets.UTF_8))
          .send();
      producer
          .newMessage()
          .property("ce_id", "nested")
          .property("ce_source", "/shop")
          .value("{\"tags\":[[1]]}".getBytes(StandardCharsets.UTF_8))
          .send();
    }
    events.progress().awaitAllSoFar();
    Held held = Held.of(servers, events.config(), events.past().shards());
    assertThat(held.deadLetters())
        .extracting(it -> it.getProperty("steer-reject-message"))
        .containsExactlyInAnyOrder(
            "The record's record id should be in field '$properties.ce_id', which is absent, null or empty.",
            "Field 'tags' has a list whose element '0' is a list or an object, which column tags cannot hold: it is of type list<text>.");
    try (CqlSession session = CassandraSessions.open(events.config().storage(), Optional.empty());
        ShardReader reader =
            ShardReader.open(events.config(), servers.client(), servers.admin(), session);
        Answer made =
            reader.find(Predicate.parse("$properties.ce_type = 'order.made'"), TimeRange.ALL)) {
      Map<String, List<@Nullable Object>> rows = new TreeMap<>();
      made.forEach(row -> rows.put(row.recordId(), row.columns()));
      assertThat(rows).hasSize(RECORDS / 2);
      assertThat(rows.get("event-4"))
          .containsExactly(
              "order.made",
              Instant.ofEpochMilli(NOON_MILLIS + 4),
              List.of("t4", "4"),
              Map.of("app.name", "a4"));
    }
  }

  @Test
  @Order(2)
  void attributesPlaceRowsThatMoveAndComeBackWithDeadLetters() throws Exception {
    try (Producer<byte[]> producer =
        servers.client().newProducer().topic(events.config().input().topic()).create()) {
      producer
          .newMessage()
          .property("ce_id", "large")
          .property("ce_source", "/shop/1")
          .property("ce_type", "order.gone")
          .value("{\"note\":\"%s\"}".formatted("-".repeat(2_000)).getBytes(StandardCharsets.UTF_8))
          .send();
    }
    events.progress().awaitAllSoFar();
    PipelineFile pinned =
        FILE.with("1 KiB", "1 MiB")
            .with(
                "target_shard_count: 2",
                "target_shard_count: 2\npins: [{field: $properties.ce_type, values: [order.gone], shard: 1}]");
    String yaml = events.write("pinned", pinned);
    // No trainer runs, so that one part is silent.
    assertThat(events.run("push-config", yaml, "--wait", "10").out())
        .containsPattern("controller +accepted")
        .doesNotContain("REFUSED");
    events.decisionLog().await("reconfigured", it -> it.trigger().equals("pins"));
    Awaitility.await("rows older than the lag of a move")
        .pollDelay(Duration.ofSeconds(6))
        .until(() -> true);
    SteerRun moved = events.run("reshard", yaml, "--lag", "5");
    assertThat(moved.exitCode()).as(moved.err() + moved.out()).isZero();
    SteerRun sent = events.run("rejects", yaml, "--replay");
    assertThat(sent.out()).as(sent.err()).contains("1");
    events.progress().awaitAllSoFar();

    try (CqlSession session = CassandraSessions.open(events.config().storage(), Optional.empty());
        ShardReader reader =
            ShardReader.open(events.config(), servers.client(), servers.admin(), session);
        Answer gone =
            reader.find(Predicate.parse("$properties.ce_type = 'order.gone'"), TimeRange.ALL)) {
      Map<String, Integer> shards = new TreeMap<>();
      gone.forEach(row -> shards.put(row.recordId(), row.shard()));
      assertThat(shards).hasSize(RECORDS / 2 + 1).containsKey("large");
      assertThat(shards.values()).containsOnly(1);
    }
  }
}
