package io.shardsteer.deploy.e2e;

import java.util.Arrays;
import java.util.Objects;
import org.apache.pulsar.client.api.Message;

/**
 * A record as it came out of a shard topic.
 *
 * @param shard shard of the topic
 * @param message the message
 */
record Delivery(int shard, Message<byte[]> message) {
  long number() {
    return Sent.number(message);
  }

  /** The routing table that the router says it went by. */
  long revision() {
    return Long.parseLong(message.getProperty("steer-revision"));
  }

  /** Whether payload, key, properties and event time are as they were on the input topic. */
  static boolean carries(Message<byte[]> message, Message<byte[]> original) {
    return Arrays.equals(message.getData(), original.getData())
        && Objects.equals(message.getKey(), original.getKey())
        && message.hasBase64EncodedKey() == original.hasBase64EncodedKey()
        && message.getEventTime() == original.getEventTime()
        && message.getProperties().entrySet().containsAll(original.getProperties().entrySet());
  }
}
