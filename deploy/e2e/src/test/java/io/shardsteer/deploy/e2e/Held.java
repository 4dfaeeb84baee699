package io.shardsteer.deploy.e2e;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.cassandra.ShardTables;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.ReshardFollower;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.store.RowLayouts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * Everything that the servers hold of a pipeline's records, read from the servers themselves.
 *
 * @param input messages of the input topic
 * @param deliveries messages of the shard topics
 * @param rows rows of the tables
 * @param deadLetters messages of the dead letters
 */
record Held(
    List<Message<byte[]>> input,
    List<Delivery> deliveries,
    List<Row> rows,
    List<Message<byte[]>> deadLetters) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SCAN_LIMIT = Duration.ofSeconds(60);

  /**
   * @param shards every shard that has ever taken records
   */
  static Held of(Servers servers, PipelineConfig config, SortedSet<Integer> shards)
      throws PulsarClientException {
    PulsarClient client = servers.client();
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    return new Held(
        messages(client, config.input().topic()),
        deliveries(servers, config, shards),
        config.storage().enabled() ? rows(servers, config, shards) : List.of(),
        messages(client, topics.deadLetters()));
  }

  /** The messages of some shards' topics. */
  static List<Delivery> deliveries(
      Servers servers, PipelineConfig config, SortedSet<Integer> shards)
      throws PulsarClientException {
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    List<Delivery> deliveries = new ArrayList<>();
    for (int shard : shards) {
      messages(servers.client(), topics.shard(shard))
          .forEach(message -> deliveries.add(new Delivery(shard, message)));
    }
    return deliveries;
  }

  private static List<Message<byte[]>> messages(PulsarClient client, String topic)
      throws PulsarClientException {
    List<Message<byte[]>> messages = new ArrayList<>();
    TopicFollower.readThrough(client, topic, messages::add);
    return messages;
  }

  /** The rows of some shards, in the layout that they are written in now. */
  static List<Row> rows(Servers servers, PipelineConfig config, SortedSet<Integer> shards)
      throws PulsarClientException {
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    Reshards moves = ReshardFollower.known(servers.client(), topics);
    PipelineConfig written = RowLayouts.written(config, moves);
    List<Row> rows = new ArrayList<>();
    try (CqlSession session = CassandraSessions.open(config.storage(), servers.reader())) {
      ShardTables tables = ShardTables.of(session.getMetadata(), written);
      for (int shard : shards) {
        session
            .execute(
                SimpleStatement.newInstance(
                        "SELECT publish_time, payload FROM " + tables.rows(shard))
                    .setTimeout(SCAN_LIMIT))
            .forEach(
                row -> {
                  Instant published = Objects.requireNonNull(row.getInstant(0));
                  rows.add(new Row(number(row.getByteBuffer(1)), shard, published.toEpochMilli()));
                });
      }
    }
    return rows;
  }

  private static long number(@org.jspecify.annotations.Nullable ByteBuffer payload) {
    if (payload == null) {
      return -1;
    }
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    try {
      return JSON.readTree(bytes).path("number").asLong(-1);
    } catch (IOException garbage) {
      return -1;
    }
  }
}
