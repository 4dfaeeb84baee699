package io.shardsteer.common.formats;

import io.shardsteer.common.formats.ProtobufType.Field;
import io.shardsteer.common.formats.ProtobufType.Kind;
import io.shardsteer.common.formats.ProtobufType.Message;
import io.shardsteer.common.formats.ProtobufType.Types;
import io.shardsteer.common.record.FieldTrie;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which fields of a message are needed and where they go. Immutable. */
final class ProtobufPlan {
  private static final Set<String> WRAPPERS =
      Set.of(
          ".google.protobuf.DoubleValue",
          ".google.protobuf.FloatValue",
          ".google.protobuf.Int64Value",
          ".google.protobuf.UInt64Value",
          ".google.protobuf.Int32Value",
          ".google.protobuf.UInt32Value",
          ".google.protobuf.BoolValue",
          ".google.protobuf.StringValue",
          ".google.protobuf.BytesValue");
  private static final Set<String> MOMENTS =
      Set.of(".google.protobuf.Timestamp", ".google.protobuf.Duration");

  /**
   * A needed field.
   *
   * @param node the paths' step that it is; counts the elements of a repeated field
   * @param target where its value goes; of a repeated field or map: null
   * @param elements the needed elements of a repeated field or entries of a map
   * @param isMap whether the elements are entries
   * @param key kind of a map's keys
   */
  record Needed(
      Field field,
      FieldTrie node,
      @Nullable Target target,
      List<Target> elements,
      boolean isMap,
      Kind key) {}

  /**
   * Where a value goes.
   *
   * @param node step of the needed paths
   * @param kind kind of the value
   * @param slot slot that gets it; {@link FieldTrie#NO_SLOT}: none
   * @param names names of an enum's values
   * @param message what is needed of a message; null where it is none, or nothing is
   * @param isMoment whether the message is seconds and nanoseconds, to be read as one number
   */
  record Target(
      FieldTrie node,
      Kind kind,
      int slot,
      Map<Integer, String> names,
      @Nullable ProtobufPlan message,
      boolean isMoment) {}

  private final int[] numbers;
  private final Needed[] needed;

  private ProtobufPlan(List<Needed> needed) {
    this.needed = needed.toArray(Needed[]::new);
    numbers = needed.stream().mapToInt(it -> it.field().number()).toArray();
  }

  /**
   * @param root full name of the record's message, with a dot before it
   * @throws BadSchemaException if the types lack one that is needed
   */
  static ProtobufPlan compile(Types types, String root, FieldTrie node) throws BadSchemaException {
    return plan(types, message(types, root), node);
  }

  private static ProtobufPlan plan(Types types, Message message, FieldTrie node)
      throws BadSchemaException {
    List<Needed> all = new ArrayList<>();
    for (FieldTrie child : node.children()) {
      Field field = message.named(child.name());
      if (field != null) {
        all.add(needed(types, field, child));
      }
    }
    return new ProtobufPlan(all);
  }

  private static Needed needed(Types types, Field field, FieldTrie child)
      throws BadSchemaException {
    if (!field.repeated()) {
      Target target = target(types, field, child);
      return new Needed(field, child, target, List.of(), false, field.kind());
    }
    Message entry =
        field.kind() == Kind.MESSAGE
            ? message(types, field.typeName())
            : new Message(List.of(), false);
    Field key = entry.isMapEntry() ? entry.named("key") : null;
    Field value = entry.isMapEntry() ? entry.named("value") : null;
    boolean isMap = key != null && value != null;
    List<Target> elements = new ArrayList<>();
    for (FieldTrie element : isMap ? child.children() : child.elements()) {
      elements.add(target(types, value == null ? field : value, element));
    }
    return new Needed(
        field, child, null, List.copyOf(elements), isMap, key == null ? field.kind() : key.kind());
  }

  private static Target target(Types types, Field field, FieldTrie node) throws BadSchemaException {
    Map<Integer, String> names =
        field.kind() == Kind.ENUM
            ? types.enums().getOrDefault(field.typeName(), Map.of())
            : Map.of();
    if (field.kind() != Kind.MESSAGE) {
      return new Target(node, field.kind(), node.slot(), names, null, false);
    }
    boolean isMoment = MOMENTS.contains(field.typeName()) && node.slot() != FieldTrie.NO_SLOT;
    ProtobufPlan plan = null;
    if (WRAPPERS.contains(field.typeName()) && node.slot() != FieldTrie.NO_SLOT) {
      plan = wrapped(message(types, field.typeName()), node);
    } else if (node.hasChildren()) {
      plan = plan(types, message(types, field.typeName()), node);
    }
    return new Target(node, Kind.MESSAGE, node.slot(), names, plan, isMoment);
  }

  /** A wrapped value stands for itself, that its path need not end in {@code .value}. */
  private static ProtobufPlan wrapped(Message wrapper, FieldTrie node) {
    List<Needed> all = new ArrayList<>();
    Field value = wrapper.named("value");
    if (value != null) {
      Target target = new Target(node, value.kind(), node.slot(), Map.of(), null, false);
      all.add(new Needed(value, node, target, List.of(), false, value.kind()));
    }
    return new ProtobufPlan(all);
  }

  private static Message message(Types types, String name) throws BadSchemaException {
    Message message = types.messages().get(name);
    if (message == null) {
      throw new BadSchemaException(
          "A Protobuf schema lacks the message %s; it needs its imports too.".formatted(name));
    }
    return message;
  }

  /** The needed field with a number; null where it is not needed. */
  @Nullable Needed numbered(int number) {
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] == number) {
        return needed[i];
      }
    }
    return null;
  }

  /** Every needed field. */
  Needed[] needed() {
    return needed;
  }
}
