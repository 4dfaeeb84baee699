package io.shardsteer.common.config;

import java.util.List;

/**
 * The steered topic.
 *
 * @param topic full name of the input topic
 * @param format how payloads are read where the topic has no schema
 * @param formatSchema what {@code format} needs besides: of Avro the schema, of Protobuf a
 *     serialised {@code FileDescriptorSet} in base64, of JSON nothing
 * @param formatMessage full name of the record's message, of Protobuf
 * @param keyField path of the field that keys a record which has no message key; empty: none
 * @param recordIdField path of the field that identifies a record; empty: the Pulsar message id
 * @param timeField path of the record's own time, for replays; empty: none
 * @param textNumbers {@code text_numbers}: paths of fields whose numbers arrive as text
 * @param envelope what wraps the records' fields
 * @param ordering what order router instances keep among records
 * @param invalidText what becomes of a record with text that is no characters
 * @param decryptionKey {@code decryption_key}: where the private key of end-to-end encrypted
 *     records is, a {@code file:} URI; empty: records are not encrypted
 */
public record InputConfig(
    String topic,
    Format format,
    String formatSchema,
    String formatMessage,
    String keyField,
    String recordIdField,
    String timeField,
    List<String> textNumbers,
    Envelope envelope,
    Ordering ordering,
    InvalidText invalidText,
    String decryptionKey) {
  static final String SCHEME = "persistent://";

  /** What wraps the records' fields. */
  public enum Envelope {
    /** Nothing. */
    NONE,
    /** Debezium: the row beneath {@code after}; of a deleted one beneath {@code before}. */
    DEBEZIUM
  }

  /** What becomes of a record with bytes that are no UTF-8, or half of a surrogate pair. */
  public enum InvalidText {
    /** It goes to the dead letters. */
    REJECT,
    /** It is read with U+FFFD in their place; its bytes are carried on and stored as they are. */
    REPLACE
  }

  /** What order router instances keep among records. */
  public enum Ordering {
    /** None: any instance takes any record. */
    NONE,
    /** Records of one message key go through one instance, in their order. */
    KEY
  }

  /** How payloads are read. */
  public enum Format {
    JSON,
    AVRO,
    PROTOBUF
  }

  public InputConfig {
    textNumbers = List.copyOf(textNumbers);
  }

  /** A format without a schema of its own; numbers arrive as numbers. */
  public InputConfig(
      String topic, Format format, String keyField, String recordIdField, String timeField) {
    this(
        topic,
        format,
        "",
        "",
        keyField,
        recordIdField,
        timeField,
        List.of(),
        Envelope.NONE,
        Ordering.NONE,
        InvalidText.REJECT,
        "");
  }

  /**
   * The same for those who read what routers have accepted, perhaps under another configuration.
   */
  public InputConfig readingEveryText() {
    return new InputConfig(
        topic,
        format,
        formatSchema,
        formatMessage,
        keyField,
        recordIdField,
        timeField,
        textNumbers,
        envelope,
        ordering,
        InvalidText.REPLACE,
        decryptionKey);
  }

  /** The full name of a persistent topic; a short name lies in Pulsar's default namespace. */
  public static String fullTopic(String topic) {
    if (topic.startsWith(SCHEME)) {
      return topic;
    }
    return SCHEME + (topic.contains("/") ? topic : "public/default/" + topic);
  }
}
