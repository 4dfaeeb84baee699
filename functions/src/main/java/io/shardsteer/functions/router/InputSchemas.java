package io.shardsteer.functions.router;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.formats.TopicSchema;
import io.shardsteer.common.pulsar.RawSchema;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.retry.Backoff;
import io.shardsteer.common.retry.Retry;
import java.time.Duration;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.common.schema.SchemaInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schemas that records were written with: how they are read, and what shard topics carry. Each
 * version is asked for once and its decoder made once; a registry that does not answer is asked
 * again until it does. Thread-safe.
 */
final class InputSchemas implements Formats {
  private static final Logger LOG = LoggerFactory.getLogger(InputSchemas.class);
  private static final Duration MISSING_FOR = Duration.ofSeconds(10);

  private record Version(String topic, long number) {}

  /** A schema, ready for use. */
  private record Known(Version version, Schema<byte[]> carried, RecordDecoder decoder) {}

  private final PulsarAdmin admin;
  private final RecordDecoders decoders;
  private final Retry retry;
  private final Known none;
  private final Cache<Version, Known> known = Caffeine.newBuilder().maximumSize(1_000).build();

  /** Versions that the registry does not have; asked for again now and then. */
  private final Cache<Version, Known> missing =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(MISSING_FOR).build();

  /** What the newest record had, which the next one most often has too. */
  private volatile Known last;

  /**
   * @param decoders makes the decoders
   * @param backoff how long to wait for a registry that does not answer
   */
  InputSchemas(PulsarAdmin admin, RecordDecoders decoders, Backoff backoff) {
    this.admin = admin;
    this.decoders = decoders;
    retry = new Retry(Retry.FOREVER, backoff, wait -> Thread.sleep(wait.toMillis()));
    none = new Known(new Version("", -1), Schema.BYTES, decoders.of(TopicSchema.NONE));
    last = none;
  }

  /** How a record is read; waits for the registry where its schema is not known yet. */
  @Override
  public RecordDecoder of(InputRecord record) throws InterruptedException {
    return schema(record).decoder();
  }

  /**
   * The schema that a record carries on to its shard topic; waits as {@link #of} does.
   *
   * @return {@link Schema#BYTES} where it has none
   */
  Schema<byte[]> carriedBy(InputRecord record) throws InterruptedException {
    return schema(record).carried();
  }

  private Known schema(InputRecord record) throws InterruptedException {
    Long number = record.schemaNumber();
    if (number == null) {
      return none;
    }
    Known newest = last;
    if (newest.version().number() == number && newest.version().topic().equals(record.topic())) {
      return newest;
    }
    Version version = new Version(record.topic(), number);
    Known gone = missing.getIfPresent(version);
    if (gone != null) {
      return gone;
    }
    Known found = known.getIfPresent(version);
    if (found == null) {
      return ask(version);
    }
    last = found;
    return found;
  }

  private Known ask(Version version) throws InterruptedException {
    try {
      return retry.call(
          PulsarAdminException.class,
          () -> learnt(version),
          (failure, failures, wait) -> {
            if (failures == 1) {
              LOG.warn(
                  "Dependency fails, retrying dependency=schema_registry topic={} version={}",
                  version.topic(),
                  version.number(),
                  failure);
            }
          });
    } catch (PulsarAdminException e) {
      throw new IllegalStateException("The registry is asked until it answers.", e);
    }
  }

  private Known learnt(Version version) throws PulsarAdminException {
    try {
      SchemaInfo info = admin.schemas().getSchemaInfo(version.topic(), version.number());
      LOG.info(
          "Schema learnt topic={} version={} type={}",
          version.topic(),
          version.number(),
          info.getType());
      Known learnt =
          new Known(
              version,
              new RawSchema(info),
              decoders.of(
                  new TopicSchema(info.getType().name(), info.getSchema(), info.getProperties())));
      known.put(version, learnt);
      return learnt;
    } catch (PulsarAdminException.NotFoundException e) {
      Known gone =
          new Known(
              version,
              Schema.BYTES,
              decoders.missing(version.topic() + " version " + version.number()));
      missing.put(version, gone);
      return gone;
    }
  }
}
