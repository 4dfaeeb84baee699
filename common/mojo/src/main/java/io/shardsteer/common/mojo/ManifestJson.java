package io.shardsteer.common.mojo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.model.ModelManifest;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The manifest as JSON, with a {@code schema} that tells its version. */
final class ManifestJson {
  private static final int SCHEMA = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .enable(
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ManifestJson() {}

  static byte[] write(ModelManifest manifest) {
    ObjectNode json = MAPPER.createObjectNode().put("schema", SCHEMA);
    json.setAll(MAPPER.<ObjectNode>valueToTree(manifest));
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws BadModelException naming the place that is wrong
   */
  static ModelManifest read(byte[] bytes) {
    try {
      JsonNode json = MAPPER.readTree(bytes);
      if (!(json instanceof ObjectNode object)) {
        throw new BadModelException("The manifest is not a JSON object.");
      }
      JsonNode schema = object.remove("schema");
      if (schema == null || !schema.isInt() || schema.intValue() != SCHEMA) {
        throw new BadModelException(
            """
            The manifest has schema %s, but this version reads schema %d.
            Deploy functions and trainer of the same version."""
                .formatted(schema, SCHEMA));
      }
      return MAPPER.treeToValue(object, ModelManifest.class);
    } catch (JsonProcessingException e) {
      throw new BadModelException("The manifest is wrong: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new BadModelException("The manifest cannot be read: " + e, e);
    }
  }
}
