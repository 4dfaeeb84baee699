package io.shardsteer.functions.router;

import org.apache.pulsar.client.api.TypedMessageBuilder;

/** Messages made from records that came in. */
final class OutgoingMessages {
  private OutgoingMessages() {}

  /** Gives a message all that the publisher gave the record. */
  static TypedMessageBuilder<byte[]> copy(InputRecord record, TypedMessageBuilder<byte[]> message) {
    // A replicated input is routed in each cluster; replicated once more it would be there twice.
    message.disableReplication();
    message.value(record.hasValue() ? record.payload() : null);
    if (!record.properties().isEmpty()) {
      message.properties(record.properties());
    }
    if (record.keyBytes() != null) {
      message.keyBytes(record.keyBytes());
    } else if (record.key() != null) {
      message.key(record.key());
    }
    if (record.orderingKey() != null) {
      message.orderingKey(record.orderingKey());
    }
    if (record.eventTimeMillis() > 0) {
      message.eventTime(record.eventTimeMillis());
    }
    return message;
  }
}
