package io.shardsteer.common.message;

import org.jspecify.annotations.Nullable;

/** The properties that are added to a record on its way. */
public final class SteerProperties {
  /** Version of these properties, {@link #SCHEMA_VERSION}. */
  public static final String SCHEMA = "steer-schema";

  public static final String SCHEMA_VERSION = "1";
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

  /**
   * @param schema the value of {@link #SCHEMA}; null: no router added properties
   * @throws BadMessageException if properties were added by a version that this one does not know
   */
  public static void requireKnown(@Nullable String schema) {
    if (schema != null && !schema.equals(SCHEMA_VERSION)) {
      throw new BadMessageException(
          "The record's properties have schema %s, but this version reads schema %s.\nUpdate the older side: functions, trainer and command line belong to one version."
              .formatted(schema, SCHEMA_VERSION));
    }
  }
}
