package io.shardsteer.common.formats;

import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.record.FieldCollection;
import io.shardsteer.common.record.FieldTrie;
import io.shardsteer.common.record.FieldValues;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads needed fields of a record in Avro's binary encoding. Avro's own reader resolves the schema
 * that the record was written with against one that is {@linkplain AvroSchemas#project projected}
 * to the needed fields, and so passes over the rest. A field that the schema does not have is
 * absent.
 *
 * @param schema the projected schema
 */
record AvroPart(FieldTrie root, Schema schema, GenericDatumReader<Object> reader)
    implements PartReader {
  private static final long NANOS = 1_000_000_000;

  /**
   * @param definition the schema that records are written with, JSON
   */
  static AvroPart of(byte[] definition, FieldTrie node) throws BadSchemaException {
    Schema writer = AvroSchemas.parse(definition);
    Schema projected = AvroSchemas.project(writer, node);
    return new AvroPart(
        node, projected, new GenericDatumReader<>(writer, projected, new GenericData()));
  }

  @Override
  public void read(byte[] avro, FieldValues into) throws MalformedRecord {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(avro, null);
    try {
      Object datum = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new MalformedRecord(
            "There is more after the record's last field", avro.length - decoder.remainingBytes());
      }
      value(schema, datum, root, into);
    } catch (IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException
        | UnsupportedOperationException
        | DateTimeException e) {
      String message = e.getMessage();
      throw new MalformedRecord(
          message == null ? "The record ends in the middle" : message,
          avro.length - Math.max(0, decoder.remainingBytes()));
    }
  }

  private static void value(Schema schema, @Nullable Object datum, FieldTrie node, FieldValues into)
      throws MalformedRecord {
    if (datum instanceof IndexedRecord record) {
      for (Schema.Field field : record.getSchema().getFields()) {
        FieldTrie child = node.child(field.name());
        if (child != null) {
          value(field.schema(), record.get(field.pos()), child, into);
        }
      }
      if (node.slot() != FieldTrie.NO_SLOT) {
        into.setCollection(node.slot(), FieldCollection.unread("a record"));
      }
    } else if (datum instanceof List<?> list) {
      Schema elements = branch(schema, Schema.Type.ARRAY).getElementType();
      for (FieldTrie child : node.elements()) {
        if (child.element() < list.size()) {
          value(elements, list.get(child.element()), child, into);
        }
      }
      if (node.slot() != FieldTrie.NO_SLOT) {
        into.setCollection(node.slot(), list(elements, list, node.slot(), into));
      }
    } else if (datum instanceof Map<?, ?> map) {
      Schema values = branch(schema, Schema.Type.MAP).getValueType();
      for (FieldTrie child : node.children()) {
        var key = new org.apache.avro.util.Utf8(child.name());
        if (map.containsKey(key)) {
          value(values, map.get(key), child, into);
        }
      }
      if (node.slot() != FieldTrie.NO_SLOT) {
        into.setCollection(node.slot(), entries(values, map, node.slot(), into));
      }
    } else if (node.slot() != FieldTrie.NO_SLOT) {
      scalar(schema, datum, node.slot(), into);
    }
  }

  private static FieldCollection list(Schema elements, List<?> list, int slot, FieldValues into)
      throws MalformedRecord {
    FieldCollection collection = FieldCollection.list();
    for (Object element : list) {
      if (isNested(element)) {
        collection.addNested();
      } else {
        scalar(elements, element, slot, into);
        collection.add(into, slot);
      }
    }
    return collection;
  }

  private static FieldCollection entries(Schema values, Map<?, ?> map, int slot, FieldValues into)
      throws MalformedRecord {
    FieldCollection collection = FieldCollection.map();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      var key = (org.apache.avro.util.Utf8) entry.getKey();
      String name = Utf8.text(key.getBytes(), 0, key.getByteLength(), into);
      if (isNested(entry.getValue())) {
        collection.putNested(name);
      } else {
        scalar(values, entry.getValue(), slot, into);
        collection.put(name, into, slot);
      }
    }
    return collection;
  }

  private static boolean isNested(@Nullable Object datum) {
    return datum instanceof IndexedRecord || datum instanceof List<?> || datum instanceof Map<?, ?>;
  }

  private static void scalar(Schema schema, @Nullable Object datum, int slot, FieldValues into)
      throws MalformedRecord {
    if (datum == null) {
      into.setNull(slot);
    } else if (datum instanceof org.apache.avro.util.Utf8 text) {
      Utf8.put(into, slot, text.getBytes(), 0, text.getByteLength());
    } else if (datum instanceof Boolean truth) {
      into.setBoolean(slot, truth);
    } else if (datum instanceof Double || datum instanceof Float) {
      RawValues.real(into, slot, ((Number) datum).doubleValue());
    } else if (datum instanceof Integer number) {
      if (meaning(branch(schema, Schema.Type.INT)).equals("date")) {
        into.setText(slot, LocalDate.ofEpochDay(number).toString());
      } else if (meaning(branch(schema, Schema.Type.INT)).equals("time-millis")) {
        into.setTime(slot, number.longValue(), TimeUnit.MILLIS);
      } else {
        into.setNumber(slot, number.longValue());
      }
    } else if (datum instanceof Long number) {
      time(meaning(branch(schema, Schema.Type.LONG)), number, slot, into);
    } else if (datum instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      bytes(branch(schema, Schema.Type.BYTES), bytes, slot, into);
    } else if (datum instanceof GenericFixed fixed) {
      bytes(fixed.getSchema(), fixed.bytes(), slot, into);
    } else {
      into.setText(slot, datum.toString()); // a symbol of an enum
    }
  }

  private static void time(String meaning, long value, int slot, FieldValues into) {
    switch (meaning) {
      case "timestamp-millis" -> into.setTime(slot, value, TimeUnit.MILLIS);
      case "timestamp-micros", "time-micros" -> into.setTime(slot, value, TimeUnit.MICROS);
      case "timestamp-nanos" -> into.setTime(slot, value, TimeUnit.NANOS);
      case "local-timestamp-millis" -> into.setText(slot, local(value, 1_000));
      case "local-timestamp-micros" -> into.setText(slot, local(value, 1_000_000));
      case "local-timestamp-nanos" -> into.setText(slot, local(value, NANOS));
      default -> into.setNumber(slot, value);
    }
  }

  /** A time without an offset. */
  private static String local(long value, long perSecond) {
    int nanos = (int) (Math.floorMod(value, perSecond) * (NANOS / perSecond));
    return LocalDateTime.ofEpochSecond(Math.floorDiv(value, perSecond), nanos, ZoneOffset.UTC)
        .toString();
  }

  private static void bytes(Schema schema, byte[] bytes, int slot, FieldValues into)
      throws MalformedRecord {
    LogicalType type = schema.getLogicalType();
    if (type instanceof LogicalTypes.Decimal decimal) {
      RawValues.decimal(into, slot, new BigInteger(nonEmpty(bytes)), decimal.getScale());
    } else if (type instanceof LogicalTypes.BigDecimal) {
      BigDecimal number =
          new Conversions.BigDecimalConversion().fromBytes(ByteBuffer.wrap(bytes), schema, type);
      RawValues.decimal(into, slot, number.unscaledValue(), number.scale());
    } else if (type instanceof LogicalTypes.Uuid && bytes.length == 2 * Long.BYTES) {
      ByteBuffer halves = ByteBuffer.wrap(bytes);
      into.setText(slot, new UUID(halves.getLong(), halves.getLong()).toString());
    } else {
      RawValues.hex(into, slot, bytes);
    }
  }

  private static byte[] nonEmpty(byte[] bytes) throws MalformedRecord {
    if (bytes.length == 0) {
      throw new MalformedRecord("A decimal number has no bytes", 0);
    }
    return bytes;
  }

  private static String meaning(Schema schema) {
    LogicalType type = schema.getLogicalType();
    return type == null ? "" : type.getName();
  }

  /** The schema itself or its only branch of the type. */
  private static Schema branch(Schema schema, Schema.Type type) {
    if (schema.getType() == Schema.Type.UNION) {
      for (Schema branch : schema.getTypes()) {
        if (branch.getType() == type) {
          return branch;
        }
      }
    }
    return schema;
  }
}
