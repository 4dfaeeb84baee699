package io.shardsteer.functions.router;

import org.apache.pulsar.client.api.Message;

/** Records from Pulsar messages. */
final class InputRecords {
  private InputRecords() {}

  static InputRecord of(Message<?> message, byte[] payload) {
    boolean hasBytesKey = message.hasBase64EncodedKey();
    return new InputRecord(
        payload,
        message.hasKey() ? message.getKey() : null,
        hasBytesKey ? message.getKeyBytes() : null,
        message.hasOrderingKey() ? message.getOrderingKey() : null,
        message.getProperties(),
        message.getEventTime(),
        message.getPublishTime(),
        message.getMessageId().toString(),
        message.getTopicName(),
        message.getSchemaVersion());
  }
}
