package io.shardsteer.common.formats;

import io.shardsteer.common.formats.ProtobufPlan.Needed;
import io.shardsteer.common.formats.ProtobufPlan.Target;
import io.shardsteer.common.formats.ProtobufType.Kind;
import io.shardsteer.common.record.FieldTrie;
import io.shardsteer.common.record.FieldValues;

/**
 * Reads needed fields from Protobuf's wire format by the descriptors that the record was written
 * with, and passes over the rest. As Protobuf has it, a field that is written twice has its last
 * value, and one of proto3 that is not written is zero, unless it is optional. Allocates nothing
 * for numbers and texts of ASCII.
 *
 * @param root what is needed of a record
 */
record ProtobufPart(ProtobufPlan root) implements PartReader {
  private static final double NANOS = 1e9;

  /**
   * @param descriptorSet serialised {@code FileDescriptorSet} with all imports
   * @param message full name of the record's message
   */
  static ProtobufPart of(byte[] descriptorSet, String message, FieldTrie node)
      throws BadSchemaException {
    return new ProtobufPart(
        ProtobufPlan.compile(ProtobufDescriptors.parse(descriptorSet), "." + message, node));
  }

  @Override
  public void read(byte[] part, FieldValues into) throws MalformedRecord {
    message(root, part, 0, part.length, into);
  }

  private static void message(ProtobufPlan plan, byte[] bytes, int from, int to, FieldValues into)
      throws MalformedRecord {
    zero(plan, into);
    int i = from;
    while (i < to) {
      int end = Varint.end(bytes, i, to);
      int tag = ProtobufWire.tag(bytes, i, end);
      int next = ProtobufWire.skip(bytes, end, to, tag);
      Needed needed = plan.numbered(tag >>> 3);
      if (needed != null) {
        field(needed, tag & 7, bytes, end, next, into);
      }
      i = next;
    }
  }

  /** What is not written is zero, unless a part of the message that came before has set it. */
  private static void zero(ProtobufPlan plan, FieldValues into) {
    for (Needed needed : plan.needed()) {
      Target target = needed.target();
      if (target != null
          && needed.field().implicit()
          && target.slot() != FieldTrie.NO_SLOT
          && into.kind(target.slot()) == FieldValues.Kind.ABSENT) {
        switch (target.kind()) {
          case BOOL -> into.setBoolean(target.slot(), false);
          case STRING, BYTES -> into.setText(target.slot(), "");
          case ENUM -> named(target, 0, into);
          default -> into.setNumber(target.slot(), 0);
        }
      }
    }
  }

  private static void field(
      Needed needed, int wire, byte[] bytes, int from, int to, FieldValues into)
      throws MalformedRecord {
    Kind kind = needed.field().kind();
    Target target = needed.target();
    if (kind == Kind.GROUP) {
      return;
    }
    if (target == null && wire == ProtobufWire.BYTES && kind.canBePacked()) {
      packed(needed, bytes, Varint.end(bytes, from, to), to, into);
      return;
    }
    if (wire != kind.wire) {
      throw new MalformedRecord(
          "Field '%s' is not written as its type is".formatted(needed.node().path), from);
    }
    int begin = wire == ProtobufWire.BYTES ? Varint.end(bytes, from, to) : from;
    if (target != null) {
      value(target, bytes, begin, to, into);
    } else if (needed.isMap()) {
      entry(needed, bytes, begin, to, into);
    } else {
      element(needed, bytes, begin, to, into);
    }
  }

  private static void packed(Needed needed, byte[] bytes, int from, int to, FieldValues into)
      throws MalformedRecord {
    int i = from;
    while (i < to) {
      int end =
          switch (needed.field().kind().wire) {
            case ProtobufWire.FIXED64 -> RawValues.end(i, Long.BYTES, to);
            case ProtobufWire.FIXED32 -> RawValues.end(i, Integer.BYTES, to);
            default -> Varint.end(bytes, i, to);
          };
      element(needed, bytes, i, end, into);
      i = end;
    }
  }

  private static void element(Needed needed, byte[] bytes, int from, int to, FieldValues into)
      throws MalformedRecord {
    int element = into.nextElement(needed.node().index);
    for (int i = 0; i < needed.elements().size(); i++) {
      Target target = needed.elements().get(i);
      if (target.node().element() == element) {
        value(target, bytes, from, to, into);
      }
    }
  }

  /** An entry of a map: field 1 is its key, field 2 its value, each zero where not written. */
  private static void entry(Needed needed, byte[] bytes, int from, int to, FieldValues into)
      throws MalformedRecord {
    int keyFrom = to;
    int keyTo = to;
    int valueFrom = to;
    int valueTo = to;
    int valueWire = -1;
    int i = from;
    while (i < to) {
      int end = Varint.end(bytes, i, to);
      int tag = ProtobufWire.tag(bytes, i, end);
      int next = ProtobufWire.skip(bytes, end, to, tag);
      int begin = (tag & 7) == ProtobufWire.BYTES ? Varint.end(bytes, end, to) : end;
      if (tag >>> 3 == 1) {
        keyFrom = begin;
        keyTo = next;
      } else if (tag >>> 3 == 2) {
        valueFrom = begin;
        valueTo = next;
        valueWire = tag & 7;
      }
      i = next;
    }
    FieldTrie named =
        needed.key() == Kind.STRING ? needed.node().child(bytes, keyFrom, keyTo) : null;
    for (int k = 0; k < needed.elements().size(); k++) {
      Target target = needed.elements().get(k);
      boolean chosen =
          needed.key() == Kind.STRING
              ? target.node() == named
              : target.node().name().equals(numberKey(needed.key(), bytes, keyFrom, keyTo));
      if (chosen && valueWire >= 0 && valueWire != target.kind().wire) {
        throw new MalformedRecord(
            "Field '%s' is not written as its type is".formatted(target.node().path), valueFrom);
      }
      if (chosen) {
        value(target, bytes, valueFrom, valueTo, into);
      }
    }
  }

  private static String numberKey(Kind kind, byte[] bytes, int from, int to)
      throws MalformedRecord {
    long bits = bits(kind, bytes, from, to);
    return switch (kind) {
      case BOOL -> bits != 0 ? "true" : "false";
      case SINT32 -> Long.toString(Varint.unfolded(bits & 0xffff_ffffL));
      case SINT64 -> Long.toString(Varint.unfolded(bits));
      case UINT64, FIXED64 -> Long.toUnsignedString(bits);
      case UINT32, FIXED32 -> Long.toString(bits & 0xffff_ffffL);
      case INT32, SFIXED32 -> Integer.toString((int) bits);
      default -> Long.toString(bits);
    };
  }

  /**
   * @param from where the value begins, behind its length if it has one
   */
  private static void value(Target target, byte[] bytes, int from, int to, FieldValues into)
      throws MalformedRecord {
    ProtobufPlan plan = target.message();
    if (target.kind() == Kind.MESSAGE) {
      if (plan != null) {
        message(plan, bytes, from, to, into);
      }
      if (target.isMoment()) {
        into.setNumber(target.slot(), seconds(bytes, from, to));
      }
    } else if (target.slot() != FieldTrie.NO_SLOT) {
      scalar(target, bytes, from, to, into);
    }
  }

  private static void scalar(Target target, byte[] bytes, int from, int to, FieldValues into)
      throws MalformedRecord {
    int slot = target.slot();
    long bits = bits(target.kind(), bytes, from, to);
    switch (target.kind()) {
      case DOUBLE -> RawValues.real(into, slot, Double.longBitsToDouble(bits));
      case FLOAT -> RawValues.real(into, slot, Float.intBitsToFloat((int) bits));
      case INT64, SFIXED64 -> into.setNumber(slot, bits);
      case UINT64, FIXED64 -> RawValues.unsigned(into, slot, bits);
      case INT32, SFIXED32 -> into.setNumber(slot, (long) (int) bits);
      case UINT32, FIXED32 -> into.setNumber(slot, bits & 0xffff_ffffL);
      case SINT32 -> into.setNumber(slot, Varint.unfolded(bits & 0xffff_ffffL));
      case SINT64 -> into.setNumber(slot, Varint.unfolded(bits));
      case BOOL -> into.setBoolean(slot, bits != 0);
      case ENUM -> named(target, (int) bits, into);
      case STRING -> RawValues.text(into, slot, bytes, from, to);
      case BYTES -> RawValues.hex(into, slot, bytes, from, to);
      case GROUP, MESSAGE -> throw new IllegalStateException("No scalar: " + target.kind());
    }
  }

  /** The bits of a number; 0 for a value of a map that is not written, and for what is none. */
  private static long bits(Kind kind, byte[] bytes, int from, int to) throws MalformedRecord {
    if (from == to) {
      return 0;
    }
    switch (kind.wire) {
      case ProtobufWire.VARINT -> {
        return Varint.value(bytes, from, Varint.end(bytes, from, to));
      }
      case ProtobufWire.FIXED64 -> {
        int unused = RawValues.end(from, Long.BYTES, to);
        return RawValues.fixed64(bytes, from);
      }
      case ProtobufWire.FIXED32 -> {
        int unused = RawValues.end(from, Integer.BYTES, to);
        return RawValues.fixed32(bytes, from);
      }
      default -> {
        return 0;
      }
    }
  }

  /** A number that the enum does not name is left a number: a newer publisher knows its name. */
  private static void named(Target target, int number, FieldValues into) {
    String name = target.names().get(number);
    if (name == null) {
      into.setNumber(target.slot(), number);
    } else {
      into.setText(target.slot(), name);
    }
  }

  /** A {@code Timestamp} or {@code Duration}: field 1 has seconds, field 2 nanoseconds. */
  private static double seconds(byte[] bytes, int from, int to) throws MalformedRecord {
    long seconds = 0;
    long nanos = 0;
    int i = from;
    while (i < to) {
      int end = Varint.end(bytes, i, to);
      int tag = ProtobufWire.tag(bytes, i, end);
      int next = ProtobufWire.skip(bytes, end, to, tag);
      if (tag == ((1 << 3) | ProtobufWire.VARINT)) {
        seconds = Varint.value(bytes, end, next);
      } else if (tag == ((2 << 3) | ProtobufWire.VARINT)) {
        nanos = Varint.value(bytes, end, next);
      }
      i = next;
    }
    return seconds + nanos / NANOS;
  }
}
