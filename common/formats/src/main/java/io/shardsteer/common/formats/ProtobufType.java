package io.shardsteer.common.formats;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a set of Protobuf descriptors says about messages and enums (descriptor.proto). */
final class ProtobufType {
  /** Types of fields, in the order of their numbers in descriptor.proto, from 1. */
  enum Kind {
    DOUBLE(ProtobufWire.FIXED64),
    FLOAT(ProtobufWire.FIXED32),
    INT64(ProtobufWire.VARINT),
    UINT64(ProtobufWire.VARINT),
    INT32(ProtobufWire.VARINT),
    FIXED64(ProtobufWire.FIXED64),
    FIXED32(ProtobufWire.FIXED32),
    BOOL(ProtobufWire.VARINT),
    STRING(ProtobufWire.BYTES),
    GROUP(ProtobufWire.GROUP),
    MESSAGE(ProtobufWire.BYTES),
    BYTES(ProtobufWire.BYTES),
    UINT32(ProtobufWire.VARINT),
    ENUM(ProtobufWire.VARINT),
    SFIXED32(ProtobufWire.FIXED32),
    SFIXED64(ProtobufWire.FIXED64),
    SINT32(ProtobufWire.VARINT),
    SINT64(ProtobufWire.VARINT);

    /** The shape of a value on the wire. */
    final int wire;

    Kind(int wire) {
      this.wire = wire;
    }

    boolean canBePacked() {
      return wire != ProtobufWire.BYTES && wire != ProtobufWire.GROUP;
    }
  }

  /**
   * A field.
   *
   * @param typeName full name of its message or enum; empty for others
   * @param implicit whether a value of zero is not written, so that one that is missing is zero
   */
  record Field(
      String name, int number, Kind kind, String typeName, boolean repeated, boolean implicit) {}

  /** A message. */
  record Message(List<Field> fields, boolean isMapEntry) {
    Message {
      fields = List.copyOf(fields);
    }

    @Nullable Field named(String name) {
      return fields.stream().filter(field -> field.name().equals(name)).findFirst().orElse(null);
    }
  }

  /**
   * All types by full name.
   *
   * @param messages messages
   * @param enums names of values by number
   */
  record Types(Map<String, Message> messages, Map<String, Map<Integer, String>> enums) {
    Types {
      messages = Map.copyOf(messages);
      enums = Map.copyOf(enums);
    }
  }

  private ProtobufType() {}
}
