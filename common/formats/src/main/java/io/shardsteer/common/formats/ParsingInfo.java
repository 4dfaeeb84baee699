package io.shardsteer.common.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.shardsteer.common.record.FieldTrie;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What Pulsar's schema type PROTOBUF says of a message: the numbers, names and types of its own
 * fields, in a property. Of messages within it and of enums it says nothing that a reader could
 * use; the definition beside it is Avro's and has no numbers.
 *
 * @see <a
 *     href="https://github.com/apache/pulsar/blob/v4.0.8/pulsar-client/src/main/java/org/apache/pulsar/client/impl/schema/ProtobufSchema.java">ProtobufSchema</a>
 */
public final class ParsingInfo {
  private static final String PROPERTY = "__PARSING_INFO__";
  private static final Set<String> UNTOLD = Set.of("MESSAGE", "GROUP", "ENUM");

  /** Name of the message in {@link #descriptorSet}. */
  public static final String MESSAGE = "Record";

  private static final String REMEDY =
      "Publish with Schema.PROTOBUF_NATIVE, or write format: protobuf with format_schema and format_message.";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ParsingInfo() {}

  /**
   * The reader of a message's own fields.
   *
   * @param node the needed fields
   * @throws BadSchemaException if one of them is of a type that the schema does not describe
   */
  static PartReader reader(Map<String, String> properties, FieldTrie node)
      throws BadSchemaException {
    for (JsonNode field : fields(properties)) {
      String name = field.path("name").asText();
      String type = field.path("type").asText();
      if (UNTOLD.contains(type) && node.child(name) != null) {
        throw new BadSchemaException(
            "Field '%s' is of type %s, of which Pulsar's schema type PROTOBUF says nothing. %s"
                .formatted(name, type.toLowerCase(Locale.ROOT), REMEDY));
      }
    }
    return ProtobufPart.of(descriptorSet(properties), MESSAGE, node);
  }

  /**
   * A serialised {@code FileDescriptorSet} of a message {@value #MESSAGE} with the fields that the
   * schema describes.
   *
   * @throws BadSchemaException if it describes none
   */
  public static byte[] descriptorSet(Map<String, String> properties) throws BadSchemaException {
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(MESSAGE);
    for (JsonNode field : fields(properties)) {
      String type = field.path("type").asText();
      if (!UNTOLD.contains(type)) {
        message.addField(field(field.path("name").asText(), type, field));
      }
    }
    return FileDescriptorSet.newBuilder()
        .addFile(
            FileDescriptorProto.newBuilder()
                .setName("record.proto")
                .setSyntax("proto3")
                .addMessageType(message))
        .build()
        .toByteArray();
  }

  private static JsonNode fields(Map<String, String> properties) throws BadSchemaException {
    String info = properties.get(PROPERTY);
    try {
      JsonNode fields = info == null ? null : JSON.readTree(info);
      if (fields != null && fields.isArray()) {
        return fields;
      }
    } catch (IOException noJson) {
      // said below
    }
    throw new BadSchemaException(
        "A schema of type PROTOBUF lacks the property %s, which numbers its fields. %s"
            .formatted(PROPERTY, REMEDY));
  }

  private static FieldDescriptorProto field(String name, String type, JsonNode field)
      throws BadSchemaException {
    try {
      return FieldDescriptorProto.newBuilder()
          .setName(name)
          .setNumber(field.path("number").asInt())
          .setType(FieldDescriptorProto.Type.valueOf("TYPE_" + type))
          .setLabel(
              field.path("label").asText().equals("LABEL_REPEATED")
                  ? FieldDescriptorProto.Label.LABEL_REPEATED
                  : FieldDescriptorProto.Label.LABEL_OPTIONAL)
          .build();
    } catch (IllegalArgumentException unknownType) {
      throw new BadSchemaException(
          "A schema of type PROTOBUF has a field of the unknown type %s.".formatted(type));
    }
  }
}
