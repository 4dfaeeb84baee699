package io.shardsteer.functions.runtime;

import io.shardsteer.common.config.InvalidConfigurationException;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.common.message.ConfigPush;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.PushedConfigs;
import java.util.function.Consumer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/** The {@link PushedConfigs} of a function, whose configuration is read as its own was. */
public final class ConfigPushes {
  /** Goes over to another configuration. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * @param config a valid configuration
     * @param push what it came with
     * @return what changed, for people
     * @throws IllegalArgumentException if it cannot go over; the message says why and the remedy
     */
    String apply(PipelineConfig config, ConfigPush push);
  }

  private ConfigPushes() {}

  /**
   * @param part who answers, e.g. {@code router/0}
   * @param onEnd told if pushed configurations can no longer be followed
   * @throws PulsarClientException if the topics cannot be used
   */
  public static PushedConfigs follow(
      PulsarClient client, Topics topics, String part, Receiver receiver, Consumer<Throwable> onEnd)
      throws PulsarClientException {
    return PushedConfigs.follow(client, topics, push -> answer(part, receiver, push), onEnd);
  }

  private static ConfigAnswer answer(String part, Receiver receiver, ConfigPush push) {
    try {
      FunctionSettings settings = FunctionSettings.of(push.config());
      return new ConfigAnswer(push.id(), part, true, receiver.apply(settings.pipeline(), push));
    } catch (InvalidConfigurationException | IllegalArgumentException e) {
      return new ConfigAnswer(push.id(), part, false, String.valueOf(e.getMessage()));
    }
  }
}
