package io.shardsteer.deploy.cli.demo;

import io.shardsteer.common.message.Topics;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;

/** Reads every message that a pipeline has published. */
final class ShardTopicReader {
  private static final String RECORD_ID = "steer-record-id";
  private static final int QUEUE = 5_000;

  private final PulsarClient client;
  private final Topics topics;

  ShardTopicReader(PulsarClient client, Topics topics) {
    this.client = client;
    this.topics = topics;
  }

  /** Every record in the shard topics. */
  Census readShards(int shards) throws IOException {
    Census census = new Census(shards);
    for (int shard = 0; shard < shards; shard++) {
      read(topics.shard(shard), census, shard);
    }
    return census;
  }

  /** Every dead letter, as if they were one shard. */
  Census readDeadLetters() throws IOException {
    Census census = new Census(1);
    read(topics.deadLetters(), census, 0);
    return census;
  }

  private void read(String topic, Census census, int shard) throws IOException {
    try (Reader<byte[]> reader =
        client
            .newReader(Schema.BYTES)
            .topic(topic)
            .startMessageId(MessageId.earliest)
            .receiverQueueSize(QUEUE)
            .create()) {
      while (reader.hasMessageAvailable()) {
        Message<byte[]> message = reader.readNext(10, TimeUnit.SECONDS);
        if (message == null) {
          throw new IOException(
              "Topic %s has messages that the broker does not deliver.".formatted(topic));
        }
        String id = message.getProperty(RECORD_ID);
        census.add(id == null ? message.getMessageId().toString() : id, shard);
      }
    }
  }
}
