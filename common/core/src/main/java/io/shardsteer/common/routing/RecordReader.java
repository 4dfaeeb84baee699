package io.shardsteer.common.routing;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PropertyFields;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.record.Rejection.Reason;
import io.shardsteer.common.record.WellFormed;
import io.shardsteer.common.steering.KeyHash;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one record at a time: its fields, its key, its id, and the hash that breaks ties. Holds
 * what it read until the next record. Not thread-safe.
 */
public final class RecordReader implements Decider.RecordKey {
  private static final int NO_SLOT = -1;

  private final int maxRecordBytes;
  private final String keyField;
  private final int keySlot;
  private final String recordIdField;
  private final int recordIdSlot;
  private final FieldValues values;
  private final PropertyFields properties;
  private @Nullable String key;
  private String recordId = "";

  /**
   * @param paths holds every field of the configuration, perhaps more
   */
  public RecordReader(PipelineConfig config, FieldPaths paths) {
    maxRecordBytes = config.limits().maxRecordBytes();
    keyField = config.input().keyField();
    keySlot = slot(paths, keyField);
    recordIdField = config.input().recordIdField();
    recordIdSlot = slot(paths, recordIdField);
    values = new FieldValues(paths);
    properties = new PropertyFields(paths, config.input().textNumbers());
  }

  private static int slot(FieldPaths paths, String field) {
    return field.isEmpty() ? NO_SLOT : paths.slot(field);
  }

  /**
   * @param decoder reads records of its schema, for the same paths
   * @param payload null: the message has no value
   * @param messageKey the message's key as text; null: none
   * @param keyBytes the key's bytes where the publisher gave bytes; else null
   * @param messageProperties the publisher's properties
   * @param messageId identifies a record that has no id of its own
   * @return null if it could be read, else why not
   */
  public @Nullable Rejection read(
      RecordDecoder decoder,
      byte @Nullable [] payload,
      @Nullable String messageKey,
      byte @Nullable [] keyBytes,
      Map<String, String> messageProperties,
      String messageId) {
    key = null;
    recordId = messageId;
    if (payload == null) {
      return new Rejection(Reason.UNDECODABLE, "The message has no value.");
    }
    if (payload.length > maxRecordBytes) {
      return new Rejection(
          Reason.TOO_LARGE,
          "The record has %d bytes; limits.max_record_size is %d."
              .formatted(payload.length, maxRecordBytes));
    }
    Rejection rejection = decoder.decode(keyBytes, payload, values);
    if (rejection == null) {
      properties.fill(messageProperties, values);
      rejection = readRecordId();
    }
    return rejection == null ? readKey(messageKey, decoder.readsKey()) : rejection;
  }

  private @Nullable Rejection readRecordId() {
    if (recordIdSlot == NO_SLOT) {
      return null;
    }
    String value = values.identifier(recordIdSlot);
    if (value == null || value.isEmpty()) {
      return missing("record id", recordIdField);
    }
    if (values.isMended(recordIdSlot)) {
      return mended("record id", recordIdField);
    }
    String fault = WellFormed.fault(value);
    if (fault != null) {
      return notWhole("record id in field '" + recordIdField + "'", fault);
    }
    recordId = value;
    return null;
  }

  /** A message key that is itself a part of the record is no better than its declared field. */
  private @Nullable Rejection readKey(@Nullable String messageKey, boolean keyIsPart) {
    boolean preferred = keySlot == NO_SLOT || !keyIsPart;
    if (messageKey != null && !messageKey.isEmpty() && preferred) {
      return take(messageKey, "message key");
    }
    if (keySlot == NO_SLOT) {
      return null;
    }
    String value = values.identifier(keySlot);
    if (values.isMended(keySlot)) {
      return mended("key", keyField);
    }
    return value == null || value.isEmpty()
        ? missing("key", keyField)
        : take(value, "key in field '" + keyField + "'");
  }

  private @Nullable Rejection take(String value, String what) {
    String fault = WellFormed.fault(value);
    if (fault != null) {
      return notWhole(what, fault);
    }
    key = value;
    return null;
  }

  private static Rejection notWhole(String what, String fault) {
    return new Rejection(
        Reason.BAD_FIELD,
        "The record's %s %s.\nText that is cut in the middle of a character has no UTF-8 form."
            .formatted(what, fault));
  }

  private static Rejection mended(String what, String field) {
    return new Rejection(
        Reason.BAD_FIELD,
        "The record's %s in field '%s' has text that is no characters.\ninvalid_text: replace does not apply to it: two that differ would become one."
            .formatted(what, field));
  }

  private static Rejection missing(String what, String field) {
    return new Rejection(
        Reason.MISSING_KEY,
        "The record's %s should be in field '%s', which is absent, null or empty."
            .formatted(what, field));
  }

  /** The fields of the record read last. */
  public FieldValues values() {
    return values;
  }

  /** Identifies the record; the message id where the record has no id of its own. */
  public String recordId() {
    return recordId;
  }

  /** The record's key; null where it has none. */
  public @Nullable String key() {
    return key;
  }

  @Override
  public String rowKey() {
    String keyNow = key;
    return keyNow == null ? recordId : keyNow;
  }

  /** The hash that breaks ties: of the key if equal records of a key stay together. */
  @Override
  public long tieHash(boolean keepKeyTogether) {
    String keyNow = key;
    return KeyHash.of(keepKeyTogether && keyNow != null ? keyNow : recordId);
  }
}
