package io.shardsteer.deploy.reader;

import io.shardsteer.common.formats.TopicSchema;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.store.ShardRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.common.schema.SchemaInfo;

/**
 * The schemas that stored payloads were written with: that of the version which a row names, else
 * the one that reads all of the topic's. Thread-safe.
 */
public final class PayloadSchemas {
  private final LongFunction<Optional<TopicSchema>> registry;
  private final Optional<TopicSchema> common;
  private final TopicSchema newest;
  private final Map<Long, Optional<TopicSchema>> byVersion = new ConcurrentHashMap<>();

  /**
   * @param registry the schema of a version; empty where there is none
   * @param versions every version so far, the newest last
   */
  PayloadSchemas(LongFunction<Optional<TopicSchema>> registry, List<SchemaInfo> versions) {
    this.registry = registry;
    common = common(versions);
    newest = versions.isEmpty() ? TopicSchema.NONE : schema(versions.get(versions.size() - 1));
  }

  /** Of a topic without any. */
  public static PayloadSchemas none() {
    return new PayloadSchemas(version -> Optional.empty(), List.of());
  }

  /**
   * The schemas of an input topic's records.
   *
   * @throws PulsarClientException if they cannot be asked for
   */
  public static PayloadSchemas of(PulsarAdmin admin, String topic) throws PulsarClientException {
    try {
      return new PayloadSchemas(
          version -> fetch(admin, topic, version), admin.schemas().getAllSchemas(topic));
    } catch (PulsarAdminException.NotFoundException none) {
      return new PayloadSchemas(version -> fetch(admin, topic, version), List.of());
    } catch (PulsarAdminException e) {
      throw new PulsarClientException(
          "The schemas of %s cannot be asked for: %s".formatted(topic, PulsarFailures.reason(e)),
          e);
    }
  }

  private static Optional<TopicSchema> fetch(PulsarAdmin admin, String topic, long version) {
    try {
      return Optional.of(schema(admin.schemas().getSchemaInfo(topic, version)));
    } catch (PulsarAdminException.NotFoundException none) {
      return Optional.empty();
    } catch (PulsarAdminException e) {
      throw new ShardReadException(
          "Version %d of the schema of %s cannot be asked for: %s"
              .formatted(
                  version,
                  topic,
                  PulsarFailures.told(e, "Read again once Pulsar's admin API answers.")),
          e);
    }
  }

  private static TopicSchema schema(SchemaInfo info) {
    return new TopicSchema(info.getType().name(), info.getSchema(), info.getProperties());
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
          case JSON, PROTOBUF_NATIVE, PROTOBUF, NONE, BYTES, STRING -> true;
          default -> versions.size() == 1;
        };
    return same && any ? Optional.of(schema(newest)) : Optional.empty();
  }

  /**
   * What a row's payload was written with; may ask the registry.
   *
   * @return empty where nobody can tell
   * @throws ShardReadException if the registry does not answer
   */
  public Optional<TopicSchema> of(ShardRow row) {
    Long version = row.encoding().schemaVersion();
    return version == null ? common : byVersion.computeIfAbsent(version, registry::apply);
  }

  /** What a record is written with now. */
  TopicSchema newest() {
    return newest;
  }
}
