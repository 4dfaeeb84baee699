package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldTrie;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.record.TextNumbers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the decoder for a schema: that of the topic, else what {@code format} says. */
public final class RecordDecoders {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ENCODING = "kv.encoding.type";

  private final InputConfig input;
  private final FieldPaths paths;

  /** The paths, and what stands for them where records are wrapped. */
  private final FieldPaths read;

  private final TextNumbers textNumbers;
  private final FieldTrie root;

  /**
   * @param paths the needed fields
   */
  public RecordDecoders(InputConfig input, FieldPaths paths) {
    this(input, paths, false);
  }

  /** For records in files, where properties of the message lie beneath {@code $properties}. */
  public static RecordDecoders ofFiles(InputConfig input, FieldPaths paths) {
    return new RecordDecoders(input, paths, true);
  }

  private RecordDecoders(InputConfig input, FieldPaths paths, boolean withProperties) {
    this.input = input;
    this.paths = paths;
    boolean wrapped = isWrapped();
    read = wrapped ? EnvelopePaths.withBefore(paths) : paths;
    List<String> numbers = input.textNumbers();
    textNumbers = new TextNumbers(read, wrapped ? EnvelopePaths.withBefore(numbers) : numbers);
    root = FieldTrie.of(read, withProperties);
  }

  private boolean isWrapped() {
    return input.envelope() == InputConfig.Envelope.DEBEZIUM;
  }

  /** The needed fields. */
  public FieldPaths paths() {
    return paths;
  }

  /** The decoder of records that were written with a schema; one that cannot be used rejects. */
  public RecordDecoder of(TopicSchema schema) {
    try {
      return readable(schema);
    } catch (BadSchemaException e) {
      return rejecting("The record's schema cannot be used. " + e.getMessage());
    }
  }

  private RecordDecoder readable(TopicSchema schema) throws BadSchemaException {
    RecordDecoder decoder =
        schema.type().equals("KEY_VALUE")
            ? keyValue(schema)
            : new WholeRecord(part(schema, root), textNumbers, input.invalidText());
    return isWrapped() ? new EnvelopeDecoder(decoder, paths, read) : decoder;
  }

  /**
   * The decoder of records whose schema is nowhere to be found.
   *
   * @param name which schema, for people
   */
  public RecordDecoder missing(String name) {
    return rejecting("The record's schema, %s, is not in the registry.".formatted(name));
  }

  /**
   * Tries what {@code format} names.
   *
   * @throws BadSchemaException if records cannot be read by it
   */
  public void check() throws BadSchemaException {
    PartReader unused = declared(root);
  }

  /**
   * Tries the schema that records are written with.
   *
   * @throws BadSchemaException saying why, if records cannot be read by it
   */
  public void check(TopicSchema schema) throws BadSchemaException {
    RecordDecoder unused = readable(schema);
  }

  private static RecordDecoder rejecting(String message) {
    var rejection = new Rejection(Rejection.Reason.UNDECODABLE, message);
    return (key, payload, into) -> rejection;
  }

  private PartReader part(TopicSchema schema, FieldTrie node) throws BadSchemaException {
    return switch (schema.type()) {
      case "JSON" -> new JsonPart(node);
      case "AVRO" -> AvroPart.of(schema.definition(), node);
      case "PROTOBUF" ->
          input.format() == InputConfig.Format.PROTOBUF
              ? declared(node)
              : ParsingInfo.reader(schema.properties(), node);
      case "PROTOBUF_NATIVE" -> protobufNative(schema.definition(), node);
      case "NONE", "BYTES", "STRING", "AUTO_CONSUME", "AUTO_PUBLISH" -> declared(node);
      default ->
          throw new BadSchemaException(
              "It has Pulsar's schema type %s; JSON, AVRO, PROTOBUF_NATIVE, PROTOBUF and KEY_VALUE of these are read."
                  .formatted(schema.type()));
    };
  }

  /** What {@code format} says of records without a schema. */
  private PartReader declared(FieldTrie node) throws BadSchemaException {
    return switch (input.format()) {
      case JSON -> new JsonPart(node);
      case AVRO -> AvroPart.of(input.formatSchema().getBytes(UTF_8), node);
      case PROTOBUF -> ProtobufPart.of(base64(input.formatSchema()), input.formatMessage(), node);
    };
  }

  /** Pulsar keeps the descriptors as base64 in JSON. */
  private static PartReader protobufNative(byte[] definition, FieldTrie node)
      throws BadSchemaException {
    try {
      JsonNode json = JSON.readTree(definition);
      return ProtobufPart.of(
          base64(json.path("fileDescriptorSet").asText()),
          json.path("rootMessageTypeName").asText(),
          node);
    } catch (IOException e) {
      throw new BadSchemaException("A schema of type PROTOBUF_NATIVE is not JSON.");
    }
  }

  private static byte[] base64(String text) throws BadSchemaException {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new BadSchemaException("The descriptors of a Protobuf schema are not base64.");
    }
  }

  /** Pulsar joins the two definitions, each behind its length, and keeps the rest as properties. */
  private RecordDecoder keyValue(TopicSchema schema) throws BadSchemaException {
    ByteBuffer definitions = ByteBuffer.wrap(schema.definition());
    byte[] key = definition(definitions);
    byte[] value = definition(definitions);
    Map<String, String> properties = schema.properties();
    return new KeyValueRecord(
        half(schema(properties, "key", key), "key"),
        half(schema(properties, "value", value), "value"),
        "SEPARATED".equals(properties.get(ENCODING)),
        textNumbers,
        input.invalidText());
  }

  private static TopicSchema schema(Map<String, String> properties, String name, byte[] definition)
      throws BadSchemaException {
    String type = properties.getOrDefault(name + ".schema.type", "");
    try {
      JsonNode its = JSON.readTree(properties.getOrDefault(name + ".schema.properties", "{}"));
      Map<String, String> read = new HashMap<>();
      its.properties().forEach(entry -> read.put(entry.getKey(), entry.getValue().asText()));
      return new TopicSchema(type, definition, read);
    } catch (IOException e) {
      throw new BadSchemaException("The properties of a schema of type KEY_VALUE are not JSON.");
    }
  }

  private static byte[] definition(ByteBuffer definitions) throws BadSchemaException {
    if (definitions.remaining() < Integer.BYTES) {
      throw new BadSchemaException("A schema of type KEY_VALUE lacks one of its two parts.");
    }
    int length = definitions.getInt();
    if (length < 0 || length > definitions.remaining()) {
      throw new BadSchemaException("A schema of type KEY_VALUE lacks one of its two parts.");
    }
    byte[] definition = new byte[length];
    definitions.get(definition);
    return definition;
  }

  /** Texts and bytes are values of their own, unless paths lead into them. */
  private PartReader half(TopicSchema schema, String name) throws BadSchemaException {
    FieldTrie node = root.child(name);
    PrimitivePart.@Nullable Type type = primitive(schema.type());
    if (type != null && (node == null || !node.hasChildren())) {
      return new PrimitivePart(type, node == null ? FieldTrie.NO_SLOT : node.slot());
    }
    return node == null ? (part, into) -> {} : part(schema, node);
  }

  private static PrimitivePart.@Nullable Type primitive(String name) {
    for (PrimitivePart.Type type : PrimitivePart.Type.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }
}
