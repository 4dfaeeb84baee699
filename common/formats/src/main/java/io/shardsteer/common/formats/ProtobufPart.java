package io.shardsteer.common.formats;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.formats.ProtobufPlan.Moment;
import io.shardsteer.common.formats.ProtobufPlan.Needed;
import io.shardsteer.common.formats.ProtobufPlan.Target;
import io.shardsteer.common.record.FieldCollection;
import io.shardsteer.common.record.FieldTrie;
import io.shardsteer.common.record.FieldValues;
import java.io.IOException;

/**
 * Reads needed fields from Protobuf's wire format by the descriptors that the record was written
 * with, and skips the rest. As Protobuf has it, a field that is written twice has its last value,
 * and one without presence that is not written is zero.
 *
 * @param root what is needed of a record
 */
record ProtobufPart(ProtobufPlan root) implements PartReader {
  private static final double NANOS = 1e9;
  private static final int TAG_TYPE_BITS = 3;
  private static final byte[] NOTHING = {};

  /**
   * @param descriptorSet serialised {@code FileDescriptorSet} with all imports
   * @param message full name of the record's message
   */
  static ProtobufPart of(byte[] descriptorSet, String message, FieldTrie node)
      throws BadSchemaException {
    return new ProtobufPart(
        ProtobufPlan.compile(ProtobufSchemas.message(descriptorSet, message), node));
  }

  @Override
  public void read(byte[] part, FieldValues into) throws MalformedRecord {
    CodedInputStream in = CodedInputStream.newInstance(part);
    try {
      message(root, in, into);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedRecord(String.valueOf(e.getMessage()), in.getTotalBytesRead());
    } catch (IOException e) {
      throw new MalformedRecord("The record ends in the middle", in.getTotalBytesRead());
    }
  }

  /** Reads up to the limit that is set. */
  private static void message(ProtobufPlan plan, CodedInputStream in, FieldValues into)
      throws IOException, MalformedRecord {
    zero(plan, into);
    int tag = in.readTag();
    while (tag != 0) {
      Needed needed = plan.numbered(WireFormat.getTagFieldNumber(tag));
      if (needed == null || needed.field().getType() == FieldDescriptor.Type.GROUP) {
        skip(in, tag);
      } else {
        field(needed, WireFormat.getTagWireType(tag), in, into);
      }
      tag = in.readTag();
    }
  }

  private static void skip(CodedInputStream in, int tag) throws IOException, MalformedRecord {
    if (!in.skipField(tag)) {
      throw new MalformedRecord("A group ends that did not begin", in.getTotalBytesRead());
    }
  }

  /** What is not written is zero, unless a part of the message that came before has set it. */
  private static void zero(ProtobufPlan plan, FieldValues into) {
    for (Needed needed : plan.needed()) {
      if (needed.whole() != null) {
        collection(needed, into);
      }
      Target target = needed.target();
      if (target != null
          && !needed.field().hasPresence()
          && target.slot() != FieldTrie.NO_SLOT
          && into.kind(target.slot()) == FieldValues.Kind.ABSENT) {
        zero(target, into);
      }
    }
  }

  private static void zero(Target target, FieldValues into) {
    switch (target.type()) {
      case BOOL -> into.setBoolean(target.slot(), false);
      case STRING, BYTES -> into.setText(target.slot(), "");
      case ENUM -> named(target, 0, into);
      default -> into.setNumber(target.slot(), 0);
    }
  }

  private static void field(Needed needed, int wire, CodedInputStream in, FieldValues into)
      throws IOException, MalformedRecord {
    FieldDescriptor.Type type = needed.field().getType();
    Target target = needed.target();
    ProtobufPlan.Entry map = needed.map();
    boolean packed =
        target == null
            && wire == WireFormat.WIRETYPE_LENGTH_DELIMITED
            && needed.field().isPackable();
    if (!packed && wire != ProtobufPlan.wire(type)) {
      throw unlike(needed.node(), in);
    }
    if (packed) {
      int limit = in.pushLimit(in.readRawVarint32());
      while (!in.isAtEnd()) {
        element(needed, in, into);
      }
      in.popLimit(limit);
    } else if (target != null) {
      value(target, in, into);
    } else if (map != null) {
      entry(needed, map, in.readByteArray(), into);
    } else {
      element(needed, in, into);
    }
  }

  private static MalformedRecord unlike(FieldTrie node, CodedInputStream in) {
    return new MalformedRecord(
        "Field '%s' is not written as its type is".formatted(node.path), in.getTotalBytesRead());
  }

  private static void element(Needed needed, CodedInputStream in, FieldValues into)
      throws IOException, MalformedRecord {
    int element = into.nextElement(needed.node().index);
    Target whole = needed.whole();
    Target single = null;
    for (Target target : needed.elements()) {
      if (target.node().element() == element) {
        single = target;
      }
    }
    if (whole != null && whole.isNested()) {
      collection(needed, into).addNested();
    } else if (whole != null) {
      value(whole, in, into);
      if (single != null && single.slot() != FieldTrie.NO_SLOT) {
        into.copyValue(single.slot(), into, whole.slot());
      }
      collection(needed, into).add(into, whole.slot());
      return;
    }
    if (single != null) {
      value(single, in, into);
      return;
    }
    FieldDescriptor.Type type = needed.field().getType();
    skip(in, needed.field().getNumber() << TAG_TYPE_BITS | ProtobufPlan.wire(type));
  }

  /** What has been read of a repeated field or map, which may be written in several pieces. */
  private static FieldCollection collection(Needed needed, FieldValues into) {
    int slot = needed.node().slot();
    FieldCollection collection = into.collection(slot);
    if (collection == null) {
      collection = needed.map() == null ? FieldCollection.list() : FieldCollection.map();
      into.setCollection(slot, collection);
    }
    return collection;
  }

  /** An entry of a map: field 1 is its key, field 2 its value, each zero where not written. */
  private static void entry(Needed needed, ProtobufPlan.Entry map, byte[] entry, FieldValues into)
      throws IOException, MalformedRecord {
    String key = key(map, entry, into);
    Target whole = needed.whole();
    if (whole != null && whole.isNested()) {
      collection(needed, into).putNested(key);
    } else if (whole != null) {
      entryValue(whole, entry, into);
      collection(needed, into).put(key, into, whole.slot());
    }
    for (Target target : needed.elements()) {
      if (target.node().name().equals(key)) {
        entryValue(target, entry, into);
      }
    }
  }

  private static String key(ProtobufPlan.Entry map, byte[] entry, FieldValues into)
      throws IOException, MalformedRecord {
    FieldDescriptor.Type type = map.key().getType();
    String key =
        type == FieldDescriptor.Type.STRING
            ? ""
            : type == FieldDescriptor.Type.BOOL ? "false" : "0";
    CodedInputStream in = CodedInputStream.newInstance(entry);
    int tag = in.readTag();
    while (tag != 0) {
      if (tag == (1 << TAG_TYPE_BITS | ProtobufPlan.wire(type))) {
        key =
            switch (type) {
              case STRING -> {
                byte[] bytes = in.readByteArray();
                yield Utf8.text(bytes, 0, bytes.length, into);
              }
              case BOOL -> Boolean.toString(in.readBool());
              case UINT64, FIXED64 -> Long.toUnsignedString(whole(type, in));
              default -> Long.toString(whole(type, in));
            };
      } else {
        skip(in, tag);
      }
      tag = in.readTag();
    }
    return key;
  }

  private static void entryValue(Target target, byte[] entry, FieldValues into)
      throws IOException, MalformedRecord {
    boolean written = false;
    CodedInputStream in = CodedInputStream.newInstance(entry);
    int tag = in.readTag();
    while (tag != 0) {
      if (WireFormat.getTagFieldNumber(tag) != 2) {
        skip(in, tag);
      } else if (WireFormat.getTagWireType(tag) == ProtobufPlan.wire(target.type())) {
        value(target, in, into);
        written = true;
      } else {
        throw unlike(target.node(), in);
      }
      tag = in.readTag();
    }
    if (!written && target.message() != null) {
      message(target.message(), CodedInputStream.newInstance(NOTHING), into);
    } else if (!written && target.slot() != FieldTrie.NO_SLOT) {
      zero(target, into);
    }
  }

  private static void value(Target target, CodedInputStream in, FieldValues into)
      throws IOException, MalformedRecord {
    if (target.type() == FieldDescriptor.Type.MESSAGE) {
      nested(target, in, into);
    } else if (target.slot() == FieldTrie.NO_SLOT) {
      skip(in, 1 << TAG_TYPE_BITS | ProtobufPlan.wire(target.type()));
    } else {
      scalar(target, in, into);
    }
  }

  private static void nested(Target target, CodedInputStream in, FieldValues into)
      throws IOException, MalformedRecord {
    ProtobufPlan plan = target.message();
    if (target.moment() != Moment.NONE) {
      byte[] bytes = in.readByteArray();
      if (plan != null) {
        message(plan, CodedInputStream.newInstance(bytes), into);
      }
      double seconds = seconds(CodedInputStream.newInstance(bytes));
      if (target.moment() == Moment.TIMESTAMP) {
        into.setTime(target.slot(), seconds, TimeUnit.SECONDS);
      } else {
        into.setNumber(target.slot(), seconds);
      }
    } else if (plan == null) {
      if (target.slot() != FieldTrie.NO_SLOT) {
        into.setCollection(target.slot(), FieldCollection.unread("a message"));
      }
      in.skipRawBytes(in.readRawVarint32());
    } else {
      if (target.slot() != FieldTrie.NO_SLOT && !target.isWrapper()) {
        into.setCollection(target.slot(), FieldCollection.unread("a message"));
      }
      int limit = in.pushLimit(in.readRawVarint32());
      message(plan, in, into);
      in.popLimit(limit);
    }
  }

  private static void scalar(Target target, CodedInputStream in, FieldValues into)
      throws IOException {
    int slot = target.slot();
    switch (target.type()) {
      case DOUBLE -> RawValues.real(into, slot, in.readDouble());
      case FLOAT -> RawValues.real(into, slot, in.readFloat());
      case UINT64, FIXED64 -> RawValues.unsigned(into, slot, whole(target.type(), in));
      case BOOL -> into.setBoolean(slot, in.readBool());
      case ENUM -> named(target, in.readEnum(), into);
      case STRING -> {
        byte[] bytes = in.readByteArray();
        Utf8.put(into, slot, bytes, 0, bytes.length);
      }
      case BYTES -> RawValues.hex(into, slot, in.readByteArray());
      default -> into.setNumber(slot, whole(target.type(), in));
    }
  }

  /** A number without a fraction; unsigned ones of 64 bits as if they were signed. */
  private static long whole(FieldDescriptor.Type type, CodedInputStream in) throws IOException {
    return switch (type) {
      case INT64, UINT64 -> in.readInt64();
      case FIXED64, SFIXED64 -> in.readFixed64();
      case INT32 -> in.readInt32();
      case UINT32 -> Integer.toUnsignedLong(in.readUInt32());
      case FIXED32 -> Integer.toUnsignedLong(in.readFixed32());
      case SFIXED32 -> in.readSFixed32();
      case SINT32 -> in.readSInt32();
      case SINT64 -> in.readSInt64();
      default -> throw new IllegalStateException("No whole number: " + type);
    };
  }

  /** A number that the enum does not name is left a number: a newer publisher knows its name. */
  private static void named(Target target, int number, FieldValues into) {
    EnumDescriptor names = target.names();
    EnumValueDescriptor name = names == null ? null : names.findValueByNumber(number);
    if (name == null) {
      into.setNumber(target.slot(), number);
    } else {
      into.setText(target.slot(), name.getName());
    }
  }

  /** A {@code Timestamp} or {@code Duration}: field 1 has seconds, field 2 nanoseconds. */
  private static double seconds(CodedInputStream in) throws IOException, MalformedRecord {
    long seconds = 0;
    long nanos = 0;
    int tag = in.readTag();
    while (tag != 0) {
      if (tag == (1 << TAG_TYPE_BITS | WireFormat.WIRETYPE_VARINT)) {
        seconds = in.readInt64();
      } else if (tag == (2 << TAG_TYPE_BITS | WireFormat.WIRETYPE_VARINT)) {
        nanos = in.readInt32();
      } else {
        skip(in, tag);
      }
      tag = in.readTag();
    }
    return seconds + nanos / NANOS;
  }
}
