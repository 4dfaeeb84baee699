package io.shardsteer.common.message;

/** The properties that are added to a record on its way. */
public final class SteerProperties {
  public static final String RECORD_ID = "steer-record-id";
  public static final String SHARD = "steer-shard";
  public static final String REVISION = "steer-revision";
  public static final String ORDER_KEY = "steer-order-key";

  /** Publish time on the input topic, epoch milliseconds. */
  public static final String PUBLISH_TIME = "steer-publish-time";

  public static final String REJECT_REASON = "steer-reject-reason";
  public static final String REJECT_MESSAGE = "steer-reject-message";
  public static final String SOURCE_TOPIC = "steer-source-topic";

  /** Pulsar's id of the message on the topic that it was read from. */
  public static final String SOURCE_MESSAGE_ID = "steer-source-message-id";

  /** Version of that topic's schema that it was written with; absent where it had none. */
  public static final String SOURCE_SCHEMA_VERSION = "steer-source-schema-version";

  /** Of a record that was sent again from the dead letters: the dead letter's message id. */
  public static final String REPLAYED_FROM = "steer-replayed-from";

  /** What all names begin with, so that the publisher's own properties can be told apart. */
  public static final String PREFIX = "steer-";

  private SteerProperties() {}
}
