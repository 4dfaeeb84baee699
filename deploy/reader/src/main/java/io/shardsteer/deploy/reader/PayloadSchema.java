package io.shardsteer.deploy.reader;

import io.shardsteer.common.format.TopicSchema;
import java.util.List;
import java.util.Optional;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.common.schema.SchemaInfo;

/** The schema that stored payloads can be read with. Rows do not say which one theirs is. */
final class PayloadSchema {
  private PayloadSchema() {}

  /**
   * What all payloads of a topic can be read with.
   *
   * @return empty where none reads them all
   * @throws PulsarClientException if schemas cannot be asked for
   */
  static Optional<TopicSchema> of(PulsarAdmin admin, String topic) throws PulsarClientException {
    try {
      return common(admin.schemas().getAllSchemas(topic));
    } catch (PulsarAdminException.NotFoundException none) {
      return Optional.of(TopicSchema.NONE);
    } catch (PulsarAdminException e) {
      throw new PulsarClientException(
          "The schemas of %s cannot be asked for: %s".formatted(topic, e.getMessage()), e);
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
