package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shardsteer.common.formats.ProtobufType.Field;
import io.shardsteer.common.formats.ProtobufType.Kind;
import io.shardsteer.common.formats.ProtobufType.Message;
import io.shardsteer.common.formats.ProtobufType.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a serialised {@code FileDescriptorSet}, which is itself Protobuf: the numbers below are
 * those of descriptor.proto.
 */
final class ProtobufDescriptors {
  private static final int MOST_DEPTH = 50;
  private static final List<Kind> KINDS = List.of(Kind.values());

  private final Map<String, Message> messages = new HashMap<>();
  private final Map<String, Map<Integer, String>> enums = new HashMap<>();

  private ProtobufDescriptors() {}

  /**
   * @throws BadSchemaException if these are no descriptors
   */
  static Types parse(byte[] descriptorSet) throws BadSchemaException {
    var descriptors = new ProtobufDescriptors();
    try {
      each(
          descriptorSet,
          0,
          descriptorSet.length,
          (number, value) -> {
            if (number == 1) {
              descriptors.file(value);
            }
          });
    } catch (MalformedRecord e) {
      throw new BadSchemaException(
          "A Protobuf schema is no FileDescriptorSet: %s (byte %d)."
              .formatted(e.getMessage(), e.at));
    }
    return new Types(descriptors.messages, descriptors.enums);
  }

  /** A field's value: a number, or bytes of the set. */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  private record Value(byte[] bytes, int from, int to, long number) {
    String text() {
      return new String(bytes, from, to - from, UTF_8);
    }
  }

  private interface Visitor {
    void visit(int number, Value value) throws MalformedRecord;
  }

  private static void each(byte[] bytes, int from, int to, Visitor visitor) throws MalformedRecord {
    int i = from;
    while (i < to) {
      int end = Varint.end(bytes, i, to);
      int tag = ProtobufWire.tag(bytes, i, end);
      int next = ProtobufWire.skip(bytes, end, to, tag);
      switch (tag & 7) {
        case ProtobufWire.VARINT ->
            visitor.visit(tag >>> 3, new Value(bytes, end, next, Varint.value(bytes, end, next)));
        case ProtobufWire.BYTES ->
            visitor.visit(tag >>> 3, new Value(bytes, Varint.end(bytes, end, to), next, 0));
        default -> {
          // No field of a descriptor that is of interest has such a shape.
        }
      }
      i = next;
    }
  }

  private static void each(Value value, Visitor visitor) throws MalformedRecord {
    each(value.bytes(), value.from(), value.to(), visitor);
  }

  private void file(Value file) throws MalformedRecord {
    String[] packageName = {""};
    boolean[] implicit = {false};
    each(
        file,
        (number, value) -> {
          switch (number) {
            case 2 -> packageName[0] = "." + value.text();
            case 8 -> implicit[0] |= isImplicit(value, 50);
            case 12 -> implicit[0] |= value.text().equals("proto3");
            default -> {
              // Dependencies, services and the like.
            }
          }
        });
    each(
        file,
        (number, value) -> {
          switch (number) {
            case 4 -> message(value, packageName[0], implicit[0], 0);
            case 5 -> enumeration(value, packageName[0]);
            default -> {
              // As above.
            }
          }
        });
  }

  private void message(Value message, String outer, boolean implicit, int depth)
      throws MalformedRecord {
    if (depth > MOST_DEPTH) {
      throw new MalformedRecord("Messages nest deeper than " + MOST_DEPTH, message.from());
    }
    String[] name = {""};
    List<Field> fields = new ArrayList<>();
    boolean[] isMapEntry = {false};
    each(
        message,
        (number, value) -> {
          switch (number) {
            case 1 -> name[0] = outer + "." + value.text();
            case 2 -> fields.add(field(value, implicit));
            case 7 ->
                each(value, (option, set) -> isMapEntry[0] |= option == 7 && set.number() != 0);
            default -> {
              // Extensions, reserved numbers and the like.
            }
          }
        });
    messages.put(name[0], new Message(fields, isMapEntry[0]));
    each(
        message,
        (number, value) -> {
          switch (number) {
            case 3 -> message(value, name[0], implicit, depth + 1);
            case 4 -> enumeration(value, name[0]);
            default -> {
              // As above.
            }
          }
        });
  }

  /** Zero is left out unless the field is one of several, a message, optional or required. */
  private static Field field(Value field, boolean implicitFile) throws MalformedRecord {
    String[] names = {"", ""};
    long[] numbers = {0, 0, 1};
    boolean[] marks = {implicitFile, false};
    each(
        field,
        (number, value) -> {
          switch (number) {
            case 1 -> names[0] = value.text();
            case 3 -> numbers[0] = value.number();
            case 4 -> numbers[2] = value.number();
            case 5 -> numbers[1] = value.number();
            case 6 -> names[1] = value.text();
            case 8 -> marks[0] = presence(value, 21, marks[0]);
            case 9, 17 -> marks[1] = true;
            default -> {
              // Defaults, extensions and the like.
            }
          }
        });
    if (numbers[1] < 1 || numbers[1] > KINDS.size()) {
      throw new MalformedRecord("A field has no known type", field.from());
    }
    Kind kind = KINDS.get((int) numbers[1] - 1);
    boolean repeated = numbers[2] == 3;
    boolean scalar = kind != Kind.MESSAGE && kind != Kind.GROUP;
    return new Field(
        names[0],
        (int) numbers[0],
        kind,
        names[1],
        repeated,
        marks[0] && !marks[1] && scalar && !repeated && numbers[2] == 1);
  }

  private static boolean isImplicit(Value options, int features) throws MalformedRecord {
    return presence(options, features, false);
  }

  /**
   * What the features of an edition say about presence.
   *
   * @param features number of the options' field that holds them
   * @param otherwise the answer where they say nothing
   */
  private static boolean presence(Value options, int features, boolean otherwise)
      throws MalformedRecord {
    boolean[] implicit = {otherwise};
    each(
        options,
        (number, value) -> {
          if (number == features) {
            each(
                value,
                (feature, choice) -> {
                  if (feature == 1) {
                    implicit[0] = choice.number() == 2;
                  }
                });
          }
        });
    return implicit[0];
  }

  private void enumeration(Value enumeration, String outer) throws MalformedRecord {
    String[] name = {""};
    Map<Integer, String> values = new HashMap<>();
    each(
        enumeration,
        (number, value) -> {
          if (number == 1) {
            name[0] = outer + "." + value.text();
          } else if (number == 2) {
            enumValue(value, values);
          }
        });
    enums.put(name[0], Map.copyOf(values));
  }

  private static void enumValue(Value value, Map<Integer, String> values) throws MalformedRecord {
    String[] name = {""};
    long[] at = {0};
    each(
        value,
        (number, part) -> {
          if (number == 1) {
            name[0] = part.text();
          } else if (number == 2) {
            at[0] = part.number();
          }
        });
    values.putIfAbsent((int) at[0], name[0]);
  }
}
