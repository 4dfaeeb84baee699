package io.shardsteer.deploy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import picocli.CommandLine.Option;

/** Whether a command prints for people or for programs. */
final class OutputOption {
  /** Of the shapes that {@code --output json} prints; keys are only added within a version. */
  static final int VERSION = 1;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  /** For people or for programs. */
  enum Form {
    TEXT,
    JSON
  }

  @Option(
      names = "--output",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "For people or for programs; default: ${DEFAULT-VALUE}.")
  Form form = Form.TEXT;

  boolean isJson() {
    return form == Form.JSON;
  }

  /** One line of JSON. */
  static String json(Object shape) {
    try {
      return JSON.writeValueAsString(shape);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A shape of our own cannot be written.", e);
    }
  }
}
