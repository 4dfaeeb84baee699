package io.shardsteer.deploy.reader;

import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.store.ShardRow;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Decoders of stored payloads for some fields, made once for each schema. Thread-safe. */
public final class PayloadDecoders {
  /** Stands for rows that name no version. */
  private static final long NO_VERSION = -1;

  private final PayloadSchemas schemas;
  private final RecordDecoders decoders;
  private final Map<Long, Optional<RecordDecoder>> byVersion = new ConcurrentHashMap<>();

  public PayloadDecoders(PayloadSchemas schemas, RecordDecoders decoders) {
    this.schemas = schemas;
    this.decoders = decoders;
  }

  /**
   * How a row's payload is read, together with its {@linkplain
   * io.shardsteer.common.store.Encoding#messageKey message key}; may ask the registry.
   *
   * @return empty where nobody can tell
   * @throws ShardReadException if the registry does not answer
   */
  public Optional<RecordDecoder> of(ShardRow row) {
    Long version = row.encoding().schemaVersion();
    return byVersion.computeIfAbsent(
        version == null ? NO_VERSION : version, same -> schemas.of(row).map(decoders::of));
  }
}
