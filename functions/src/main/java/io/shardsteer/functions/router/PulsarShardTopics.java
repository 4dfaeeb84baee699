package io.shardsteer.functions.router;

import io.shardsteer.common.message.SteerProperties;
import io.shardsteer.common.record.Rejection.Reason;
import io.shardsteer.common.routing.Decision;
import java.util.concurrent.CompletionStage;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.TypedMessageBuilder;

/**
 * The shard topics on Pulsar. A broker that is away is waited for by the producers, which keeps the
 * order.
 */
final class PulsarShardTopics implements ShardTopics {
  private final ShardProducers producers;
  private final InputSchemas schemas;

  PulsarShardTopics(ShardProducers producers, InputSchemas schemas) {
    this.producers = producers;
    this.schemas = schemas;
  }

  @Override
  public CompletionStage<?> publish(InputRecord record, Decision decision) {
    return producers
        .of(decision.shard())
        .send(record.payload().length, sender -> message(sender, record, decision));
  }

  /**
   * Whatever stands in the way of making the message is in the record, and comes before sending.
   */
  private TypedMessageBuilder<byte[]> message(
      Producer<byte[]> producer, InputRecord record, Decision decision)
      throws InterruptedException {
    try {
      return filled(producer, record, decision);
    } catch (RuntimeException e) {
      throw new RecordRefusedException(
          Reason.UNEXPECTED, "No message can be made of the record: " + e, e);
    }
  }

  private TypedMessageBuilder<byte[]> filled(
      Producer<byte[]> producer, InputRecord record, Decision decision)
      throws InterruptedException {
    Schema<byte[]> schema = schemas.carriedBy(record);
    TypedMessageBuilder<byte[]> message =
        schema == Schema.BYTES ? producer.newMessage() : producer.newMessage(schema);
    return OutgoingMessages.copy(record, message)
        .property(SteerProperties.SCHEMA, SteerProperties.SCHEMA_VERSION)
        .property(SteerProperties.RECORD_ID, decision.recordId())
        .property(SteerProperties.SHARD, Integer.toString(decision.shard()))
        .property(SteerProperties.REVISION, Long.toString(decision.revision()))
        .property(SteerProperties.ORDER_KEY, Double.toString(decision.orderKey()))
        .property(SteerProperties.PUBLISH_TIME, Long.toString(record.publishMillis()));
  }
}
