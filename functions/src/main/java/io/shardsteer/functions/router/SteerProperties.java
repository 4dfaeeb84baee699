package io.shardsteer.functions.router;

/** The properties that are added to a record on its way. */
final class SteerProperties {
  static final String RECORD_ID = "steer-record-id";
  static final String SHARD = "steer-shard";
  static final String REVISION = "steer-revision";
  static final String ADDRESS = "steer-address";

  /** Publish time on the input topic, epoch milliseconds. */
  static final String PUBLISH_TIME = "steer-publish-time";

  static final String REJECT_REASON = "steer-reject-reason";
  static final String REJECT_MESSAGE = "steer-reject-message";
  static final String SOURCE_TOPIC = "steer-source-topic";

  private SteerProperties() {}
}
