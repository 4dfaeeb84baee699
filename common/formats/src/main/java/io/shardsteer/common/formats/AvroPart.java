package io.shardsteer.common.formats;

import io.shardsteer.common.record.FieldTrie;
import io.shardsteer.common.record.FieldValues;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Reads needed fields from Avro's binary encoding (Avro 1.12 specification, "Binary encoding") by
 * the schema that the record was written with, and passes over the rest. A field that the schema
 * does not have is absent. Allocates nothing for numbers and texts of ASCII.
 *
 * @param root what is to be done with a record
 */
record AvroPart(AvroStep root) implements PartReader {
  private static final int MOST_DEPTH = 200;

  /**
   * @param definition the schema, JSON
   */
  static AvroPart of(byte[] definition, FieldTrie node) throws BadSchemaException {
    return new AvroPart(AvroStep.compile(AvroSchemaParser.parse(definition), node));
  }

  @Override
  public void read(byte[] avro, FieldValues into) throws MalformedRecord {
    int end = value(root, avro, 0, into, 0);
    if (end < avro.length) {
      throw new MalformedRecord("There is more after the record's last field", end);
    }
  }

  private static int value(AvroStep step, byte[] avro, int at, FieldValues into, int depth)
      throws MalformedRecord {
    if (step.isPassedOver()) {
      return skip(step, avro, at, depth);
    }
    switch (step.type.kind) {
      case RECORD -> {
        checkDepth(at, depth);
        int i = at;
        for (AvroStep field : step.parts()) {
          i = value(field, avro, i, into, depth + 1);
        }
        return i;
      }
      case UNION -> {
        checkDepth(at, depth);
        int end = Varint.end(avro, at, avro.length);
        return value(branch(step, avro, at, end), avro, end, into, depth + 1);
      }
      case ARRAY -> {
        return array(step, avro, at, into, depth);
      }
      case MAP -> {
        return map(step, avro, at, into, depth);
      }
      default -> {
        return step.slot == FieldTrie.NO_SLOT
            ? skip(step, avro, at, depth)
            : scalar(step, avro, at, into);
      }
    }
  }

  private static int scalar(AvroStep step, byte[] avro, int at, FieldValues into)
      throws MalformedRecord {
    int slot = step.slot;
    int to = avro.length;
    switch (step.type.kind) {
      case NULL -> {
        into.setNull(slot);
        return at;
      }
      case BOOLEAN -> {
        int end = RawValues.end(at, 1, to);
        if (avro[at] != 0 && avro[at] != 1) {
          throw new MalformedRecord("A boolean is neither 0 nor 1", at);
        }
        into.setBoolean(slot, avro[at] == 1);
        return end;
      }
      case INT, LONG -> {
        int end = Varint.end(avro, at, to);
        number(step, Varint.unfolded(Varint.value(avro, at, end)), at, into);
        return end;
      }
      case FLOAT -> {
        int end = RawValues.end(at, Float.BYTES, to);
        RawValues.real(into, slot, Float.intBitsToFloat(RawValues.fixed32(avro, at)));
        return end;
      }
      case DOUBLE -> {
        int end = RawValues.end(at, Double.BYTES, to);
        RawValues.real(into, slot, Double.longBitsToDouble(RawValues.fixed64(avro, at)));
        return end;
      }
      case STRING -> {
        int begin = Varint.end(avro, at, to);
        int end = RawValues.end(begin, Varint.unfolded(Varint.value(avro, at, begin)), to);
        RawValues.text(into, slot, avro, begin, end);
        return end;
      }
      case BYTES -> {
        int begin = Varint.end(avro, at, to);
        int end = RawValues.end(begin, Varint.unfolded(Varint.value(avro, at, begin)), to);
        bytes(step, avro, begin, end, into);
        return end;
      }
      case FIXED -> {
        int end = RawValues.end(at, step.type.size, to);
        bytes(step, avro, at, end, into);
        return end;
      }
      case ENUM -> {
        int end = Varint.end(avro, at, to);
        long symbol = Varint.unfolded(Varint.value(avro, at, end));
        if (symbol < 0 || symbol >= step.type.symbols.size()) {
          throw new MalformedRecord("An enum has no value " + symbol, at);
        }
        into.setText(slot, step.type.symbols.get((int) symbol));
        return end;
      }
      case ARRAY, MAP, UNION, RECORD ->
          throw new IllegalStateException("No scalar: " + step.type.kind);
    }
    throw new IllegalStateException("Every kind was asked for.");
  }

  private static void number(AvroStep step, long value, int at, FieldValues into)
      throws MalformedRecord {
    if (step.type.kind == AvroType.Kind.INT && value != (int) value) {
      throw new MalformedRecord("An int has more than 32 bits", at);
    }
    switch (step.type.meaning) {
      case DATE -> into.setText(step.slot, LocalDate.ofEpochDay(value).toString());
      case PLAIN, DECIMAL, UUID -> into.setNumber(step.slot, value);
    }
  }

  private static void bytes(AvroStep step, byte[] avro, int from, int to, FieldValues into)
      throws MalformedRecord {
    switch (step.type.meaning) {
      case DECIMAL -> RawValues.decimal(into, step.slot, avro, from, to, step.type.scale);
      case UUID ->
          into.setText(
              step.slot,
              new UUID(
                      Long.reverseBytes(RawValues.fixed64(avro, from)),
                      Long.reverseBytes(RawValues.fixed64(avro, from + Long.BYTES)))
                  .toString());
      case PLAIN, DATE -> RawValues.hex(into, step.slot, avro, from, to);
    }
  }

  private static AvroStep branch(AvroStep union, byte[] avro, int at, int end)
      throws MalformedRecord {
    long branch = Varint.unfolded(Varint.value(avro, at, end));
    if (branch < 0 || branch >= union.parts().length) {
      throw new MalformedRecord("A union has no branch " + branch, at);
    }
    return union.parts()[(int) branch];
  }

  /** Blocks of elements, each with their number before it; one without elements is the last. */
  private static int array(AvroStep step, byte[] avro, int at, FieldValues into, int depth)
      throws MalformedRecord {
    checkDepth(at, depth);
    int i = at;
    long index = 0;
    while (true) {
      int end = Varint.end(avro, i, avro.length);
      long signed = Varint.unfolded(Varint.value(avro, i, end));
      long count = count(signed, i);
      i = signed < 0 ? Varint.end(avro, end, avro.length) : end;
      if (count == 0) {
        return i;
      }
      if (step.parts()[0].empty) {
        emptyElements(step, index, count, avro, i, into, depth);
      } else {
        for (long element = 0; element < count; element++) {
          i = value(element(step, index + element), avro, i, into, depth + 1);
        }
      }
      index += count;
    }
  }

  /** Elements without bytes may be as many as the publisher likes to say. */
  private static void emptyElements(
      AvroStep step, long index, long count, byte[] avro, int at, FieldValues into, int depth)
      throws MalformedRecord {
    for (AvroStep wanted : step.chosen()) {
      long element = wanted.node == null ? -1 : wanted.node.element();
      if (element >= index && element - index < count) {
        int unused = value(wanted, avro, at, into, depth + 1);
      }
    }
  }

  private static AvroStep element(AvroStep array, long index) {
    for (AvroStep wanted : array.chosen()) {
      if (wanted.node != null && wanted.node.element() == index) {
        return wanted;
      }
    }
    return array.parts()[0];
  }

  private static int map(AvroStep step, byte[] avro, int at, FieldValues into, int depth)
      throws MalformedRecord {
    checkDepth(at, depth);
    int i = at;
    while (true) {
      int end = Varint.end(avro, i, avro.length);
      long signed = Varint.unfolded(Varint.value(avro, i, end));
      long count = count(signed, i);
      i = signed < 0 ? Varint.end(avro, end, avro.length) : end;
      if (count == 0) {
        return i;
      }
      for (long entry = 0; entry < count; entry++) {
        int name = Varint.end(avro, i, avro.length);
        int nameEnd =
            RawValues.end(name, Varint.unfolded(Varint.value(avro, i, name)), avro.length);
        i = value(entry(step, avro, name, nameEnd), avro, nameEnd, into, depth + 1);
      }
    }
  }

  private static AvroStep entry(AvroStep map, byte[] avro, int from, int to) {
    FieldTrie child = map.node == null ? null : map.node.child(avro, from, to);
    for (AvroStep wanted : map.chosen()) {
      if (child != null && wanted.node == child) {
        return wanted;
      }
    }
    return map.parts()[0];
  }

  /** A negative number of elements says that the block's size in bytes follows. */
  private static long count(long signed, int at) throws MalformedRecord {
    if (signed == Long.MIN_VALUE) {
      throw new MalformedRecord("A block has no such number of elements", at);
    }
    return Math.abs(signed);
  }

  private static int skip(AvroStep step, byte[] avro, int at, int depth) throws MalformedRecord {
    int to = avro.length;
    switch (step.type.kind) {
      case NULL -> {
        return at;
      }
      case BOOLEAN -> {
        return RawValues.end(at, 1, to);
      }
      case INT, LONG, ENUM -> {
        return Varint.end(avro, at, to);
      }
      case FLOAT -> {
        return RawValues.end(at, Float.BYTES, to);
      }
      case DOUBLE -> {
        return RawValues.end(at, Double.BYTES, to);
      }
      case STRING, BYTES -> {
        int begin = Varint.end(avro, at, to);
        return RawValues.end(begin, Varint.unfolded(Varint.value(avro, at, begin)), to);
      }
      case FIXED -> {
        return RawValues.end(at, step.type.size, to);
      }
      case UNION -> {
        checkDepth(at, depth);
        int end = Varint.end(avro, at, to);
        return skip(branch(step, avro, at, end), avro, end, depth + 1);
      }
      case RECORD -> {
        if (step.empty) {
          return at;
        }
        checkDepth(at, depth);
        int i = at;
        for (AvroStep field : step.parts()) {
          i = skip(field, avro, i, depth + 1);
        }
        return i;
      }
      case ARRAY, MAP -> {
        return skipBlocks(step, avro, at, depth);
      }
    }
    throw new IllegalStateException("Every kind was asked for.");
  }

  /** A block that says its size is passed over as a whole. */
  private static int skipBlocks(AvroStep step, byte[] avro, int at, int depth)
      throws MalformedRecord {
    checkDepth(at, depth);
    boolean named = step.type.kind == AvroType.Kind.MAP;
    AvroStep part = step.parts()[0];
    int i = at;
    while (true) {
      int end = Varint.end(avro, i, avro.length);
      long signed = Varint.unfolded(Varint.value(avro, i, end));
      long count = count(signed, i);
      i = end;
      if (count == 0) {
        return i;
      }
      if (signed < 0) {
        int begin = Varint.end(avro, i, avro.length);
        i = RawValues.end(begin, Varint.unfolded(Varint.value(avro, i, begin)), avro.length);
        continue;
      }
      if (part.empty && !named) {
        continue;
      }
      for (long element = 0; element < count; element++) {
        if (named) {
          int name = Varint.end(avro, i, avro.length);
          i = RawValues.end(name, Varint.unfolded(Varint.value(avro, i, name)), avro.length);
        }
        i = skip(part, avro, i, depth + 1);
      }
    }
  }

  private static void checkDepth(int at, int depth) throws MalformedRecord {
    if (depth > MOST_DEPTH) {
      throw new MalformedRecord("It nests deeper than " + MOST_DEPTH, at);
    }
  }
}
