package io.shardsteer.deploy.reader;

import io.shardsteer.common.format.TopicSchema;
import java.util.List;
import java.util.Optional;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.common.schema.SchemaInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schema that stored payloads can be read with. Rows do not say which one theirs is. */
final class PayloadSchema {
  private static final Logger LOG = LoggerFactory.getLogger(PayloadSchema.class);

  private PayloadSchema() {}

  /**
   * What all payloads of a topic can be read with.
   *
   * @return empty where none reads them all, or it cannot be asked for
   */
  static Optional<TopicSchema> of(PulsarAdmin admin, String topic) {
    try {
      return common(admin.schemas().getAllSchemas(topic));
    } catch (PulsarAdminException.NotFoundException none) {
      return Optional.of(TopicSchema.NONE);
    } catch (PulsarAdminException e) {
      LOG.warn("Schemas cannot be asked for, payloads stay unread topic={}", topic, e);
      return Optional.empty();
    }
  }

  /** JSON says itself what it holds, and any version of Protobuf reads any other. */
  static Optional<TopicSchema> common(List<SchemaInfo> versions) {
    if (versions.isEmpty()) {
      return Optional.of(TopicSchema.NONE);
    }
    SchemaInfo newest = versions.get(versions.size() - 1);
    boolean same =
        versions.stream().allMatch(version -> version.getType().equals(newest.getType()));
    boolean any =
        switch (newest.getType()) {
          case JSON, PROTOBUF_NATIVE, NONE, BYTES, STRING -> true;
          default -> versions.size() == 1;
        };
    return same && any
        ? Optional.of(
            new TopicSchema(newest.getType().name(), newest.getSchema(), newest.getProperties()))
        : Optional.empty();
  }
}
