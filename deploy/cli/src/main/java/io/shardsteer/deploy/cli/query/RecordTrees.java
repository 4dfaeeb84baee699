package io.shardsteer.deploy.cli.query;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.formats.BadSchemaException;
import io.shardsteer.common.formats.ParsingInfo;
import io.shardsteer.common.formats.TopicSchema;
import io.shardsteer.common.store.ShardRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Stored records of every format as JSON. */
public final class RecordTrees {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final InputConfig input;
  private final Function<ShardRow, Optional<TopicSchema>> schemas;
  private final Map<String, Schema> avro = new ConcurrentHashMap<>();

  /**
   * @param schemas what a row's payload was written with; empty where nobody can tell
   */
  public RecordTrees(InputConfig input, Function<ShardRow, Optional<TopicSchema>> schemas) {
    this.input = input;
    this.schemas = schemas;
  }

  /** The record of a row; empty where it has no payload, or one that cannot be read. */
  Optional<JsonNode> of(ShardRow row) {
    byte[] payload = row.payload();
    return payload == null
        ? Optional.empty()
        : schemas.apply(row).flatMap(it -> of(it, row.encoding().messageKey(), payload));
  }

  /** The record of a message; empty where it cannot be read. */
  public Optional<JsonNode> of(TopicSchema schema, byte @Nullable [] messageKey, byte[] payload) {
    try {
      return Optional.ofNullable(
          schema.type().equals("KEY_VALUE")
              ? keyValue(schema, messageKey, payload)
              : tree(schema, payload));
    } catch (IOException | IllegalArgumentException | AvroRuntimeException unreadable) {
      return Optional.empty();
    }
  }

  private @Nullable JsonNode tree(TopicSchema schema, byte[] bytes) throws IOException {
    return switch (schema.type()) {
      case "JSON" -> JSON.readTree(bytes);
      case "STRING" -> JSON.getNodeFactory().textNode(new String(bytes, StandardCharsets.UTF_8));
      case "AVRO" -> avro(new String(schema.definition(), StandardCharsets.UTF_8), bytes);
      case "PROTOBUF_NATIVE" -> {
        JsonNode definition = JSON.readTree(schema.definition());
        yield ProtobufTrees.of(
            Base64.getMimeDecoder().decode(definition.path("fileDescriptorSet").asText()),
            definition.path("rootMessageTypeName").asText(),
            bytes);
      }
      case "PROTOBUF" ->
          input.format() == InputConfig.Format.PROTOBUF
              ? declared(bytes)
              : ProtobufTrees.of(parsingInfo(schema), ParsingInfo.MESSAGE, bytes);
      case "NONE", "BYTES", "AUTO_CONSUME", "AUTO_PUBLISH" -> declared(bytes);
      default -> null;
    };
  }

  private JsonNode declared(byte[] bytes) throws IOException {
    return switch (input.format()) {
      case JSON -> JSON.readTree(bytes);
      case AVRO -> avro(input.formatSchema(), bytes);
      case PROTOBUF ->
          ProtobufTrees.of(
              Base64.getMimeDecoder().decode(input.formatSchema()), input.formatMessage(), bytes);
    };
  }

  private static byte[] parsingInfo(TopicSchema schema) throws IOException {
    try {
      return ParsingInfo.descriptorSet(schema.properties());
    } catch (BadSchemaException e) {
      throw new IOException(e);
    }
  }

  private JsonNode avro(String definition, byte[] bytes) throws IOException {
    return AvroTrees.of(
        avro.computeIfAbsent(definition, text -> new Schema.Parser().parse(text)), bytes);
  }

  /** Pulsar joins the two definitions, and the two values of an inline payload, by lengths. */
  private JsonNode keyValue(TopicSchema schema, byte @Nullable [] messageKey, byte[] payload)
      throws IOException {
    ByteBuffer definitions = ByteBuffer.wrap(schema.definition());
    byte[] keyDefinition = part(definitions);
    byte[] valueDefinition = part(definitions);
    boolean separated = "SEPARATED".equals(schema.properties().get("kv.encoding.type"));
    ByteBuffer values = ByteBuffer.wrap(payload);
    byte[] key = separated ? messageKey : part(values);
    byte[] value = separated ? payload : part(values);
    ObjectNode both = JSON.createObjectNode();
    set(both, "key", half(schema, "key.schema.type", keyDefinition), key);
    set(both, "value", half(schema, "value.schema.type", valueDefinition), value);
    return both;
  }

  private static TopicSchema half(TopicSchema schema, String type, byte[] definition) {
    return new TopicSchema(schema.properties().getOrDefault(type, ""), definition, Map.of());
  }

  private void set(ObjectNode into, String name, TopicSchema schema, byte @Nullable [] bytes)
      throws IOException {
    JsonNode tree = bytes == null ? null : tree(schema, bytes);
    if (tree != null) {
      into.set(name, tree);
    } else if (bytes != null) {
      into.put(name, bytes);
    }
  }

  private static byte[] part(ByteBuffer joined) throws IOException {
    int length = joined.remaining() < Integer.BYTES ? -2 : joined.getInt();
    if (length < -1 || length > joined.remaining()) {
      throw new IOException("A key with its value lacks one of both.");
    }
    byte[] part = new byte[Math.max(0, length)];
    joined.get(part);
    return part;
  }
}
