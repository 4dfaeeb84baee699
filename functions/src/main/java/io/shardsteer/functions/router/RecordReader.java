package io.shardsteer.functions.router;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.feature.FieldPaths;
import io.shardsteer.common.feature.FieldValues;
import io.shardsteer.common.feature.Rejection;
import io.shardsteer.common.feature.Rejection.Reason;
import io.shardsteer.common.format.RecordDecoder;
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
  private final Formats formats;
  private final FieldValues values;
  private @Nullable String key;
  private String recordId = "";

  /**
   * @param paths holds every field of the configuration, perhaps more
   * @param formats makes decoders for these paths
   */
  RecordReader(PipelineConfig config, FieldPaths paths, Formats formats) {
    maxRecordBytes = config.limits().maxRecordBytes();
    keepKeyTogether = config.shards().keepKeyTogether();
    keyField = config.input().keyField();
    keySlot = slot(paths, keyField);
    recordIdField = config.input().recordIdField();
    recordIdSlot = slot(paths, recordIdField);
    this.formats = formats;
    values = new FieldValues(paths);
  }

  private static int slot(FieldPaths paths, String field) {
    return field.isEmpty() ? NO_SLOT : paths.slot(field);
  }

  /**
   * @return null if it could be read, else why not
   */
  @Nullable Rejection read(InputRecord record) throws InterruptedException {
    key = null;
    recordId = record.messageId();
    if (record.payload().length > maxRecordBytes) {
      return new Rejection(
          Reason.TOO_LARGE,
          "The record has %d bytes; limits.max_record_size is %d."
              .formatted(record.payload().length, maxRecordBytes));
    }
    RecordDecoder decoder = formats.of(record);
    Rejection rejection = decoder.decode(record.keyBytes(), record.payload(), values);
    if (rejection == null) {
      rejection = readRecordId();
    }
    return rejection == null ? readKey(record, decoder.readsKey()) : rejection;
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

  /** A message key that is itself a part of the record is no better than its declared field. */
  private @Nullable Rejection readKey(InputRecord record, boolean keyIsPart) {
    String messageKey = record.key();
    boolean preferred = keySlot == NO_SLOT || !keyIsPart;
    if (messageKey != null && !messageKey.isEmpty() && preferred) {
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
