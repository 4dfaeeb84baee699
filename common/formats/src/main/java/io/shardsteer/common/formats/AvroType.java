package io.shardsteer.common.formats;

import java.util.List;

/**
 * A type of an Avro schema (Avro 1.12 specification, "Schema Declaration"). A record's fields come
 * after it, so that it may hold itself.
 */
final class AvroType {
  enum Kind {
    NULL,
    BOOLEAN,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    BYTES,
    STRING,
    FIXED,
    ENUM,
    ARRAY,
    MAP,
    UNION,
    RECORD
  }

  /** What a number or bytes stand for, as far as it changes how they are read. */
  enum Meaning {
    PLAIN,
    DATE,
    DECIMAL,
    UUID
  }

  /** A field of a record. */
  record Field(String name, AvroType type) {}

  final Kind kind;
  final Meaning meaning;

  /** Bytes of a {@link Kind#FIXED}, digits behind the point of a {@link Meaning#DECIMAL}. */
  final int size;

  final int scale;

  /** The names of an {@link Kind#ENUM}. */
  final List<String> symbols;

  /** Element of an array, values of a map, branches of a union. */
  final List<AvroType> parts;

  private List<Field> fields = List.of();

  AvroType(
      Kind kind, Meaning meaning, int size, int scale, List<String> symbols, List<AvroType> parts) {
    this.kind = kind;
    this.meaning = meaning;
    this.size = size;
    this.scale = scale;
    this.symbols = List.copyOf(symbols);
    this.parts = List.copyOf(parts);
  }

  static AvroType plain(Kind kind) {
    return new AvroType(kind, Meaning.PLAIN, 0, 0, List.of(), List.of());
  }

  static AvroType of(Kind kind, List<AvroType> parts) {
    return new AvroType(kind, Meaning.PLAIN, 0, 0, List.of(), parts);
  }

  void complete(List<Field> allFields) {
    fields = List.copyOf(allFields);
  }

  List<Field> fields() {
    return fields;
  }
}
