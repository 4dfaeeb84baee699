package io.shardsteer.deploy.reader;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.TopicFollower;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/** What the controller says of the sizes of shards. Thread-safe. */
final class StatedSizes implements ShardSizes, AutoCloseable {
  private volatile List<Double> records = List.of();
  private @Nullable TopicFollower follower;

  private StatedSizes() {}

  /**
   * Follows the controller's status; where a pipeline counts bytes or has no controller yet, no
   * size is known.
   *
   * @throws PulsarClientException if the topic cannot be read
   */
  static StatedSizes follow(PulsarClient client, PipelineConfig config)
      throws PulsarClientException {
    StatedSizes sizes = new StatedSizes();
    String topic = Topics.beside(config.input().topic(), config.pipeline()).controllerStatus();
    if (config.shards().load() == Load.RECORDS && TopicFollower.exists(client, topic)) {
      sizes.follower = TopicFollower.follow(client, topic, sizes::take, failure -> {});
    }
    return sizes;
  }

  private void take(Message<byte[]> message) {
    byte[] payload = TopicFollower.payload(message);
    if (payload.length > 0) {
      records = MessageCodec.decode(payload, ControllerStatus.class).sizes();
    }
  }

  @Override
  public OptionalLong rows(Collection<Integer> shards) {
    List<Double> known = records;
    if (known.isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        Math.round(
            shards.stream().filter(shard -> shard < known.size()).mapToDouble(known::get).sum()));
  }

  @Override
  public void close() {
    if (follower != null) {
      follower.close();
    }
  }
}
