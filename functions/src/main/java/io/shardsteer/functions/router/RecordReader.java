package io.shardsteer.functions.router;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.feature.FieldPaths;
import io.shardsteer.common.feature.FieldValues;
import io.shardsteer.common.feature.JsonRecordDecoder;
import io.shardsteer.common.feature.RecordDecoder;
import io.shardsteer.common.feature.Rejection;
import io.shardsteer.common.feature.Rejection.Reason;
import io.shardsteer.common.steering.KeyHash;
import org.jspecify.annotations.Nullable;

/**
 * Reads one record at a time: its fields, its key, its id, and the hash that breaks ties. Holds
 * what it read until the next record. Not thread-safe.
 */
final class RecordReader {
  private static final int NO_SLOT = -1;

  private final int maxRecordBytes;
  private final boolean keepKeyTogether;
  private final String keyField;
  private final int keySlot;
  private final String recordIdField;
  private final int recordIdSlot;
  private final RecordDecoder decoder;
  private final FieldValues values;
  private @Nullable String key;
  private String recordId = "";

  /**
   * @param paths holds every field of the configuration, perhaps more
   */
  RecordReader(PipelineConfig config, FieldPaths paths) {
    maxRecordBytes = config.limits().maxRecordBytes();
    keepKeyTogether = config.shards().keepKeyTogether();
    keyField = config.input().keyField();
    keySlot = slot(paths, keyField);
    recordIdField = config.input().recordIdField();
    recordIdSlot = slot(paths, recordIdField);
    decoder =
        switch (config.input().format()) {
          case JSON -> new JsonRecordDecoder(paths);
        };
    values = new FieldValues(paths);
  }

  private static int slot(FieldPaths paths, String field) {
    return field.isEmpty() ? NO_SLOT : paths.slot(field);
  }

  /**
   * @return null if it could be read, else why not
   */
  @Nullable Rejection read(InputRecord record) {
    key = null;
    recordId = record.messageId();
    if (record.payload().length > maxRecordBytes) {
      return new Rejection(
          Reason.TOO_LARGE,
          "The record has %d bytes; limits.max_record_size is %d."
              .formatted(record.payload().length, maxRecordBytes));
    }
    Rejection rejection = decoder.decode(record.payload(), values);
    if (rejection == null) {
      rejection = readRecordId();
    }
    return rejection == null ? readKey(record) : rejection;
  }

  private @Nullable Rejection readRecordId() {
    if (recordIdSlot == NO_SLOT) {
      return null;
    }
    String value = values.identifier(recordIdSlot);
    if (value == null || value.isEmpty()) {
      return missing("record id", recordIdField);
    }
    recordId = value;
    return null;
  }

  private @Nullable Rejection readKey(InputRecord record) {
    String messageKey = record.key();
    if (messageKey != null && !messageKey.isEmpty()) {
      key = messageKey;
      return null;
    }
    if (keySlot == NO_SLOT) {
      return null;
    }
    key = values.identifier(keySlot);
    return key == null || key.isEmpty() ? missing("key", keyField) : null;
  }

  private static Rejection missing(String what, String field) {
    return new Rejection(
        Reason.MISSING_KEY,
        "The record's %s should be in field '%s', which is absent, null or empty."
            .formatted(what, field));
  }

  /** The fields of the record read last. */
  FieldValues values() {
    return values;
  }

  /** Identifies the record; the message id where the record has no id of its own. */
  String recordId() {
    return recordId;
  }

  /** The record's key; null where it has none. */
  @Nullable String key() {
    return key;
  }

  /** The hash that breaks ties: of the key if equal records of a key stay together. */
  long tieHash() {
    String keyNow = key;
    return KeyHash.of(keepKeyTogether && keyNow != null ? keyNow : recordId);
  }
}
