package io.shardsteer.common.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code input_topic}, {@code format} and the fields that name, key and date a record. */
final class InputKeys {
  private static final String NAME = "[A-Za-z0-9_.=:-]{1,200}";

  /**
   * Pulsar restricts tenants and namespaces; a topic's own name may be anything without a slash.
   */
  private static final String LOCAL_NAME = "[^/\\p{Cntrl}]{1,400}";

  private static final Pattern TOPIC =
      Pattern.compile("(persistent://)?(%1$s/%1$s/)?%2$s".formatted(NAME, LOCAL_NAME));
  private static final String SCHEME = InputConfig.SCHEME;

  static final String FORMAT = "format";
  static final String FORMAT_SCHEMA = "format_schema";
  private static final String FORMAT_MESSAGE = "format_message";
  static final String ENVELOPE = "envelope";
  static final String ORDERING = "ordering";
  static final String INVALID_TEXT = "invalid_text";
  static final String DECRYPTION_KEY = "decryption_key";
  private static final int LONGEST_SCHEMA = 1 << 20;

  private InputKeys() {}

  static InputConfig read(ConfigSection config) {
    String topic = config.requiredText("input_topic", "persistent://public/default/trips");
    if (!topic.isEmpty() && !isTopic(topic)) {
      config.problem(
          "input_topic",
          "%s is not a persistent topic.".formatted(ConfigProblems.show(topic)),
          "Write persistent://tenant/namespace/topic. Tenant and namespace are of letters, digits and -=:._; the topic has no slash");
    }
    List<String> textNumbers = config.texts("text_numbers", List.of());
    textNumbers.forEach(path -> FieldPathShape.check(config, "text_numbers", path));
    InputConfig.Format format = config.choice(FORMAT, InputConfig.Format.JSON);
    return new InputConfig(
        InputConfig.fullTopic(topic),
        format,
        formatSchema(config, format),
        formatMessage(config, format),
        field(config, "key_field"),
        field(config, "record_id_field"),
        field(config, "time_field"),
        textNumbers,
        config.choice(ENVELOPE, InputConfig.Envelope.NONE),
        config.choice(ORDERING, InputConfig.Ordering.NONE),
        config.choice(INVALID_TEXT, InputConfig.InvalidText.REJECT),
        decryptionKey(config));
  }

  private static String decryptionKey(ConfigSection config) {
    String key = config.text(DECRYPTION_KEY, "");
    if (!key.isEmpty() && !key.startsWith("file:///")) {
      config.problem(
          DECRYPTION_KEY,
          "%s is not the URI of a file.".formatted(ConfigProblems.show(key)),
          "Write decryption_key: file:///path/of/private-key.pem, a file that every host of the function has. The key itself does not belong here.");
    }
    return key;
  }

  static boolean isTopic(String topic) {
    return TOPIC.matcher(topic).matches() && !topic.matches(SCHEME + LOCAL_NAME);
  }

  private static String formatSchema(ConfigSection config, InputConfig.Format format) {
    String schema = config.longText(FORMAT_SCHEMA, "", LONGEST_SCHEMA);
    boolean needed = format != InputConfig.Format.JSON;
    if (needed && schema.isBlank()) {
      config.problem(
          FORMAT_SCHEMA,
          "The key is missing, and format: %s cannot be read without.".formatted(lower(format)),
          format == InputConfig.Format.AVRO
              ? "Name the file of the Avro schema: format_schema: trip.avsc"
              : "Name what `protoc --include_imports --descriptor_set_out=trip.desc` makes: format_schema: trip.desc");
    } else if (!needed && !schema.isEmpty()) {
      config.problem(
          FORMAT_SCHEMA,
          "JSON has no use for it.",
          "Remove it, or write format: avro or protobuf.");
    }
    return schema;
  }

  private static String formatMessage(ConfigSection config, InputConfig.Format format) {
    String message = config.text(FORMAT_MESSAGE, "");
    boolean needed = format == InputConfig.Format.PROTOBUF;
    if (needed == message.isEmpty()) {
      config.problem(
          FORMAT_MESSAGE,
          needed
              ? "The key is missing, and a set of descriptors may hold many messages."
              : "Only Protobuf has a use for it.",
          needed
              ? "Give the full name of the record's message: format_message: bikes.Trip"
              : "Remove it, or write format: protobuf.");
    }
    return message;
  }

  private static String lower(InputConfig.Format format) {
    return ConfigSection.lower(format);
  }

  private static String field(ConfigSection config, String key) {
    String field = config.text(key, "");
    FieldPathShape.check(config, key, field);
    return field;
  }

  static void write(InputConfig input, Map<String, Object> to) {
    to.put("input_topic", input.topic());
    to.put(FORMAT, lower(input.format()));
    to.put(FORMAT_SCHEMA, input.formatSchema());
    to.put(FORMAT_MESSAGE, input.formatMessage());
    to.put("key_field", input.keyField());
    to.put("record_id_field", input.recordIdField());
    to.put("time_field", input.timeField());
    to.put("text_numbers", input.textNumbers());
    to.put(ENVELOPE, ConfigSection.lower(input.envelope()));
    to.put(ORDERING, ConfigSection.lower(input.ordering()));
    to.put(INVALID_TEXT, ConfigSection.lower(input.invalidText()));
    to.put(DECRYPTION_KEY, input.decryptionKey());
  }
}
