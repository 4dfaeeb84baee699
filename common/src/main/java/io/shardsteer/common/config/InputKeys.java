package io.shardsteer.common.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code input_topic}, {@code format} and the fields that name, key and date a record. */
final class InputKeys {
  private static final String NAME = "[A-Za-z0-9_.=:-]{1,200}";
  private static final Pattern TOPIC =
      Pattern.compile("(persistent://)?(%1$s/%1$s/)?%1$s".formatted(NAME));
  private static final String SCHEME = "persistent://";

  private InputKeys() {}

  static InputConfig read(ConfigSection config) {
    String topic = config.requiredText("input_topic", "persistent://public/default/trips");
    boolean shaped = TOPIC.matcher(topic).matches() && !topic.matches(SCHEME + NAME);
    if (!topic.isEmpty() && !shaped) {
      config.problem(
          "input_topic",
          "%s is not a persistent topic.".formatted(ConfigProblems.show(topic)),
          "Write persistent://tenant/namespace/topic");
    }
    List<String> textNumbers = config.texts("text_numbers", List.of());
    textNumbers.forEach(path -> FieldPathShape.check(config, "text_numbers", path));
    return new InputConfig(
        full(topic),
        config.choice("format", InputConfig.Format.JSON),
        field(config, "key_field"),
        field(config, "record_id_field"),
        field(config, "time_field"),
        textNumbers);
  }

  /** A short name lies in Pulsar's default namespace. */
  private static String full(String topic) {
    if (topic.startsWith(SCHEME)) {
      return topic;
    }
    return SCHEME + (topic.contains("/") ? topic : "public/default/" + topic);
  }

  private static String field(ConfigSection config, String key) {
    String field = config.text(key, "");
    FieldPathShape.check(config, key, field);
    return field;
  }

  static void write(InputConfig input, Map<String, Object> to) {
    to.put("input_topic", input.topic());
    to.put("format", ConfigSection.lower(input.format()));
    to.put("key_field", input.keyField());
    to.put("record_id_field", input.recordIdField());
    to.put("time_field", input.timeField());
    to.put("text_numbers", input.textNumbers());
  }
}
