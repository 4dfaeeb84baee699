package io.shardsteer.functions.router;

import org.apache.pulsar.client.api.Message;
import org.jspecify.annotations.Nullable;

/** Records from Pulsar messages. */
final class InputRecords {
  private InputRecords() {}

  static InputRecord of(Message<byte[]> message) {
    return of(message, message.getValue());
  }

  /**
   * @param payload null where the message has no value
   */
  static InputRecord of(Message<?> message, byte @Nullable [] payload) {
    boolean hasBytesKey = message.hasBase64EncodedKey();
    return new InputRecord(
        payload == null ? InputRecord.NO_VALUE : payload,
        message.hasKey() ? message.getKey() : null,
        hasBytesKey ? message.getKeyBytes() : null,
        message.hasOrderingKey() ? message.getOrderingKey() : null,
        message.getProperties(),
        message.getEventTime(),
        publishMillis(message),
        message.getMessageId().toString(),
        message.getTopicName(),
        message.getSchemaVersion());
  }

  /**
   * When the record was published: by the broker's clock where the cluster is set up to tell, else
   * by the publisher's, which may be wrong.
   */
  private static long publishMillis(Message<?> message) {
    return message.getBrokerPublishTime().orElseGet(message::getPublishTime);
  }
}
