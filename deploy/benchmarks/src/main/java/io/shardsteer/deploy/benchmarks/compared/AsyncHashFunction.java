package io.shardsteer.deploy.benchmarks.compared;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.functions.api.Context;
import org.apache.pulsar.functions.api.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a team writes that knows Pulsar and Cassandra: hash the key, send to that shard's topic and
 * insert the row, both without waiting; Pulsar acknowledges once both are durable and bounds what
 * is in flight. Producers batch by their defaults. User configuration: {@code topic_prefix} of the
 * shards' topics, empty for no topics; {@code table_prefix}; {@code shards}; {@code keyspace};
 * {@code cassandra} as host:port, empty for no rows; {@code datacenter}.
 */
public final class AsyncHashFunction implements Function<byte[], CompletableFuture<Void>> {
  private final List<PreparedStatement> inserts = new ArrayList<>();
  private final List<Producer<byte[]>> producers = new ArrayList<>();
  private @Nullable CqlSession session;
  private int shards;

  @Override
  public void initialize(Context context) throws PulsarClientException {
    shards = ((Number) context.getUserConfigValueOrDefault("shards", 1)).intValue();
    String topics = text(context, "topic_prefix");
    for (int shard = 0; !topics.isEmpty() && shard < shards; shard++) {
      producers.add(
          context
              .getPulsarClient()
              .newProducer()
              .topic(topics + shard)
              .blockIfQueueFull(true)
              .create());
    }
    String cassandra = text(context, "cassandra");
    if (!cassandra.isEmpty()) {
      connect(context, cassandra);
    }
  }

  private void connect(Context context, String cassandra) {
    String[] hostAndPort = cassandra.split(":", 2);
    // A function's own classes are not those of the thread that starts it.
    ClassLoader loader = AsyncHashFunction.class.getClassLoader();
    var connected =
        CqlSession.builder()
            .withClassLoader(loader)
            .withConfigLoader(DriverConfigLoader.programmaticBuilder(loader).build())
            .addContactPoint(
                new InetSocketAddress(hostAndPort[0], Integer.parseInt(hostAndPort[1])))
            .withLocalDatacenter(text(context, "datacenter"))
            .build();
    session = connected;
    for (int shard = 0; shard < shards; shard++) {
      inserts.add(
          connected.prepare(
              "INSERT INTO %s.%s_shard_%d (key, publish_time, record_id, payload, revision) VALUES (?, ?, ?, ?, 0)"
                  .formatted(text(context, "keyspace"), text(context, "table_prefix"), shard)));
    }
  }

  @Override
  public CompletableFuture<Void> process(byte[] payload, Context context) {
    Optional<? extends Message<?>> message = context.getCurrentRecord().getMessage();
    String key = message.map(Message::getKey).orElse("");
    String id = message.map(m -> m.getMessageId().toString()).orElse("");
    Instant published = Instant.ofEpochMilli(message.map(Message::getPublishTime).orElse(0L));
    int shard = Math.floorMod(key.hashCode(), shards);
    List<CompletableFuture<?>> durable = new ArrayList<>(2);
    if (!producers.isEmpty()) {
      durable.add(producers.get(shard).newMessage().key(key).value(payload).sendAsync());
    }
    if (session != null) {
      durable.add(
          session
              .executeAsync(inserts.get(shard).bind(key, published, id, ByteBuffer.wrap(payload)))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(durable.toArray(CompletableFuture[]::new));
  }

  @Override
  public void close() throws PulsarClientException {
    for (Producer<byte[]> producer : producers) {
      producer.close();
    }
    if (session != null) {
      session.close();
    }
  }

  private static String text(Context context, String key) {
    return String.valueOf(context.getUserConfigValueOrDefault(key, ""));
  }
}
