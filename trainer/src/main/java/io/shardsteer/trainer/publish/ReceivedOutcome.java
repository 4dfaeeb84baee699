package io.shardsteer.trainer.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardsteer.common.config.PipelineConfig;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message of the outcomes' topic: a JSON object, keyed like the records that it is about.
 *
 * @param key of the records: the message's own or, where it has none, the record's key field in it
 * @param fields what it says of the fields that the pipeline names
 */
record ReceivedOutcome(String key, Map<String, Object> fields) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads one; empty where it is no object, has no key or says nothing that can be used. */
  static Optional<ReceivedOutcome> read(
      byte[] payload, @Nullable String messageKey, PipelineConfig config) {
    JsonNode json;
    try {
      json = JSON.readTree(payload);
    } catch (IOException e) {
      return Optional.empty();
    }
    if (json == null || !json.isObject()) {
      return Optional.empty();
    }
    String key = messageKey;
    if (key == null || key.isEmpty()) {
      String keyField = config.input().keyField();
      key = keyField.isEmpty() ? "" : identifier(at(json, keyField));
    }
    Map<String, Object> fields = new HashMap<>();
    for (String field : config.outcomes().fields()) {
      value(at(json, field)).ifPresent(value -> fields.put(field, value));
    }
    return key.isEmpty() || fields.isEmpty()
        ? Optional.empty()
        : Optional.of(new ReceivedOutcome(key, fields));
  }

  /** The node of a path; a field whose own name has dots comes before a path of that name. */
  private static JsonNode at(JsonNode json, String path) {
    JsonNode whole = json.path(path);
    if (!whole.isMissingNode()) {
      return whole;
    }
    JsonNode node = json;
    for (String step : path.split("\\.", -1)) {
      node = node.path(step);
    }
    return node;
  }

  private static String identifier(JsonNode node) {
    return node.isValueNode() && !node.isNull() ? node.asText() : "";
  }

  private static Optional<Object> value(JsonNode node) {
    if (node.isNumber()) {
      double number = node.doubleValue();
      return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    }
    if (node.isTextual()) {
      return Optional.of(node.textValue());
    }
    return node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty();
  }
}
