package io.shardsteer.deploy.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Protobuf messages as JSON, their fields by the names of the schema. */
final class ProtobufTrees {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ProtobufTrees() {}

  /**
   * @param descriptors a serialised {@code FileDescriptorSet} with its imports
   * @param name full name of the message
   * @throws IOException if the bytes are no such message
   */
  static JsonNode of(byte[] descriptors, String name, byte[] record) throws IOException {
    return node(DynamicMessage.parseFrom(descriptor(descriptors, name), record));
  }

  private static Descriptor descriptor(byte[] descriptors, String name) throws IOException {
    Map<String, FileDescriptorProto> protos = new HashMap<>();
    FileDescriptorSet.parseFrom(descriptors)
        .getFileList()
        .forEach(file -> protos.put(file.getName(), file));
    Map<String, FileDescriptor> built = new HashMap<>();
    for (String file : protos.keySet()) {
      for (Descriptor message : file(file, protos, built).getMessageTypes()) {
        Descriptor found = find(message, name);
        if (found != null) {
          return found;
        }
      }
    }
    throw new IOException("The schema has no message %s.".formatted(name));
  }

  private static FileDescriptor file(
      String name, Map<String, FileDescriptorProto> protos, Map<String, FileDescriptor> built)
      throws IOException {
    FileDescriptor known = built.get(name);
    FileDescriptorProto proto = protos.get(name);
    if (known != null) {
      return known;
    }
    if (proto == null) {
      throw new IOException("The schema lacks the file %s.".formatted(name));
    }
    FileDescriptor[] imports = new FileDescriptor[proto.getDependencyCount()];
    for (int i = 0; i < imports.length; i++) {
      imports[i] = file(proto.getDependency(i), protos, built);
    }
    try {
      FileDescriptor file = FileDescriptor.buildFrom(proto, imports);
      built.put(name, file);
      return file;
    } catch (DescriptorValidationException e) {
      throw new IOException("The schema does not fit together.", e);
    }
  }

  private static @Nullable Descriptor find(Descriptor message, String name) {
    if (message.getFullName().equals(name)) {
      return message;
    }
    for (Descriptor nested : message.getNestedTypes()) {
      Descriptor found = find(nested, name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static JsonNode node(FieldDescriptor field, Object value) {
    boolean isUnsigned =
        switch (field.getType()) {
          case UINT64, FIXED64, UINT32, FIXED32 -> true;
          default -> false;
        };
    if (isUnsigned && value instanceof Long number) {
      return JSON.numberNode(new BigInteger(Long.toUnsignedString(number)));
    }
    return isUnsigned && value instanceof Integer number
        ? JSON.numberNode(Integer.toUnsignedLong(number))
        : node(value);
  }

  private static JsonNode node(Object value) {
    if (value instanceof Message message) {
      ObjectNode object = JSON.objectNode();
      for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
        if (!field.hasPresence() || message.hasField(field)) { // what is not written is zero
          object.set(field.getName(), of(field, message.getField(field)));
        }
      }
      return object;
    }
    if (value instanceof EnumValueDescriptor constant) {
      return JSON.textNode(constant.getName());
    }
    if (value instanceof ByteString bytes) {
      return JSON.binaryNode(bytes.toByteArray());
    }
    if (value instanceof Boolean truth) {
      return JSON.booleanNode(truth);
    }
    if (value instanceof Float number) {
      return JSON.numberNode(number);
    }
    if (value instanceof Double number) {
      return JSON.numberNode(number);
    }
    return value instanceof Number number
        ? JSON.numberNode(number.longValue())
        : JSON.textNode(value.toString());
  }

  private static JsonNode of(FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      ObjectNode object = JSON.objectNode();
      for (Object entry : (List<?>) value) {
        Message message = (Message) entry;
        Descriptor type = message.getDescriptorForType();
        object.set(
            String.valueOf(message.getField(type.findFieldByNumber(1))),
            node(type.findFieldByNumber(2), message.getField(type.findFieldByNumber(2))));
      }
      return object;
    }
    if (field.isRepeated()) {
      ArrayNode array = JSON.arrayNode();
      ((List<?>) value).forEach(element -> array.add(node(field, element)));
      return array;
    }
    return node(field, value);
  }
}
