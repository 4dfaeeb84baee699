package io.shardsteer.deploy.e2e;

import java.util.Map;
import org.apache.pulsar.client.api.Message;
import org.jspecify.annotations.Nullable;

/**
 * A record that the broker acknowledged to the publisher. What it holds is on the input topic.
 *
 * @param number which record it is, unique in its pipeline
 * @param garbage what is wrong with it; null where it is a good one
 */
record Sent(long number, @Nullable Garbage garbage) {
  /** Message property that tells a record's number, also where its payload is garbage. */
  private static final String NUMBER = "number";

  static Map<String, String> properties(long number) {
    return Map.of(NUMBER, Long.toString(number), "colour", "green");
  }

  static long number(Message<?> message) {
    return Long.parseLong(message.getProperty(NUMBER));
  }

  /** When a record was published, as the router takes it: the broker's time where it tells. */
  static long publishMillis(Message<?> message) {
    return message.getBrokerPublishTime().orElseGet(message::getPublishTime);
  }
}
