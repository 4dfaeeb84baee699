package io.shardsteer.common.formats;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.shardsteer.common.record.FieldTrie;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which fields of a message are needed and where they go. Immutable. */
final class ProtobufPlan {
  private static final Set<String> WRAPPERS =
      Set.of(
          "google.protobuf.DoubleValue",
          "google.protobuf.FloatValue",
          "google.protobuf.Int64Value",
          "google.protobuf.UInt64Value",
          "google.protobuf.Int32Value",
          "google.protobuf.UInt32Value",
          "google.protobuf.BoolValue",
          "google.protobuf.StringValue",
          "google.protobuf.BytesValue");

  /** A message of seconds and nanoseconds that is read as one number. */
  enum Moment {
    NONE,
    TIMESTAMP,
    DURATION
  }

  /**
   * A needed field.
   *
   * @param node the paths' step that it is; counts the elements of a repeated field
   * @param target where its value goes; of a repeated field or map: null
   * @param elements the needed elements of a repeated field or entries of a map
   * @param map keys and values of a map; else null
   * @param whole what each element or entry is read as where all of them are needed; else null
   */
  record Needed(
      FieldDescriptor field,
      FieldTrie node,
      @Nullable Target target,
      List<Target> elements,
      @Nullable Entry map,
      @Nullable Target whole) {}

  /** An entry of a map. */
  record Entry(FieldDescriptor key, FieldDescriptor value) {}

  /**
   * Where a value goes.
   *
   * @param node step of the needed paths
   * @param type of the value
   * @param slot slot that gets it; {@link FieldTrie#NO_SLOT}: none
   * @param names an enum's values; else null
   * @param message what is needed of a message; null where it is none, or nothing is
   * @param moment whether the message is to be read as one number
   * @param isWrapper whether the message stands for the value that it wraps
   */
  record Target(
      FieldTrie node,
      FieldDescriptor.Type type,
      int slot,
      @Nullable EnumDescriptor names,
      @Nullable ProtobufPlan message,
      Moment moment,
      boolean isWrapper) {
    /** True for a message that is not read as one value. */
    boolean isNested() {
      return type == FieldDescriptor.Type.MESSAGE && moment == Moment.NONE && !isWrapper;
    }
  }

  private final int[] numbers;
  private final Needed[] needed;

  private ProtobufPlan(List<Needed> needed) {
    this.needed = needed.toArray(Needed[]::new);
    numbers = needed.stream().mapToInt(it -> it.field().getNumber()).toArray();
  }

  /** The shape of a value on the wire. */
  static int wire(FieldDescriptor.Type type) {
    return WireFormat.FieldType.valueOf(type.name()).getWireType();
  }

  static ProtobufPlan compile(Descriptor message, FieldTrie node) {
    List<Needed> all = new ArrayList<>();
    for (FieldTrie child : node.children()) {
      FieldDescriptor field = message.findFieldByName(child.name());
      if (field != null) {
        all.add(needed(field, child));
      }
    }
    return new ProtobufPlan(all);
  }

  private static Needed needed(FieldDescriptor field, FieldTrie child) {
    if (!field.isRepeated()) {
      return new Needed(field, child, target(field, child), List.of(), null, null);
    }
    if (!field.isMapField()) {
      List<Target> elements =
          child.elements().stream().map(element -> target(field, element)).toList();
      return new Needed(field, child, null, elements, null, whole(field, child));
    }
    Descriptor entry = field.getMessageType();
    var map =
        new Entry(
            Objects.requireNonNull(entry.findFieldByNumber(1)),
            Objects.requireNonNull(entry.findFieldByNumber(2)));
    List<Target> entries =
        child.children().stream().map(each -> target(map.value(), each)).toList();
    return new Needed(field, child, null, entries, map, whole(map.value(), child));
  }

  private static @Nullable Target whole(FieldDescriptor element, FieldTrie node) {
    return node.slot() == FieldTrie.NO_SLOT ? null : target(element, node);
  }

  private static Target target(FieldDescriptor field, FieldTrie node) {
    if (field.getType() != FieldDescriptor.Type.MESSAGE) {
      EnumDescriptor names =
          field.getType() == FieldDescriptor.Type.ENUM ? field.getEnumType() : null;
      return new Target(node, field.getType(), node.slot(), names, null, Moment.NONE, false);
    }
    String name = field.getMessageType().getFullName();
    boolean wanted = node.slot() != FieldTrie.NO_SLOT;
    Moment moment =
        wanted && name.equals("google.protobuf.Timestamp")
            ? Moment.TIMESTAMP
            : wanted && name.equals("google.protobuf.Duration") ? Moment.DURATION : Moment.NONE;
    ProtobufPlan plan = null;
    boolean isWrapper = wanted && WRAPPERS.contains(name);
    if (isWrapper) {
      plan = wrapped(field.getMessageType(), node);
    } else if (node.hasChildren()) {
      plan = compile(field.getMessageType(), node);
    }
    return new Target(
        node, FieldDescriptor.Type.MESSAGE, node.slot(), null, plan, moment, isWrapper);
  }

  /** A wrapped value stands for itself, that its path need not end in {@code .value}. */
  private static ProtobufPlan wrapped(Descriptor wrapper, FieldTrie node) {
    List<Needed> all = new ArrayList<>();
    FieldDescriptor value = wrapper.findFieldByName("value");
    if (value != null) {
      Target target =
          new Target(node, value.getType(), node.slot(), null, null, Moment.NONE, false);
      all.add(new Needed(value, node, target, List.of(), null, null));
    }
    return new ProtobufPlan(all);
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
