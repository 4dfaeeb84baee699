package io.shardsteer.deploy.cli.demo;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.formats.JsonRecordDecoder;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import java.util.List;
import java.util.Optional;
import org.apache.pulsar.client.api.MessageId;

/**
 * The ids that the pipeline gives to published messages: the configured field, or else Pulsar's
 * message id. Thread-safe.
 */
final class RecordIds {
  private final Optional<FieldPaths> path;
  private final Optional<JsonRecordDecoder> decoder;

  RecordIds(PipelineConfig config) {
    String field = config.input().recordIdField();
    path = field.isEmpty() ? Optional.empty() : Optional.of(new FieldPaths(List.of(field)));
    decoder = path.map(JsonRecordDecoder::new);
  }

  /** Empty where the message lacks the field: the pipeline will reject it. */
  Optional<String> of(byte[] payload, MessageId messageId) {
    if (path.isEmpty() || decoder.isEmpty()) {
      return Optional.of(messageId.toString());
    }
    FieldValues values = new FieldValues(path.get());
    return decoder.get().decode(payload, values) == null
        ? Optional.ofNullable(values.identifier(0)).filter(id -> !id.isEmpty())
        : Optional.empty();
  }
}
