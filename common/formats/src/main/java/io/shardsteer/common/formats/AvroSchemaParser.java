package io.shardsteer.common.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardsteer.common.formats.AvroType.Field;
import io.shardsteer.common.formats.AvroType.Kind;
import io.shardsteer.common.formats.AvroType.Meaning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads an Avro schema from its JSON. One instance for one schema. */
final class AvroSchemaParser {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_TYPES = 10_000;
  private static final int MOST_DEPTH = 200;

  private final Map<String, AvroType> named = new HashMap<>();
  private int types;

  private AvroSchemaParser() {}

  /**
   * @param definition the schema, JSON
   * @throws BadSchemaException saying what is wrong with it
   */
  static AvroType parse(byte[] definition) throws BadSchemaException {
    try {
      return new AvroSchemaParser().type(JSON.readTree(definition), "", 0);
    } catch (JsonProcessingException e) {
      throw new BadSchemaException("An Avro schema is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new BadSchemaException("An Avro schema is not JSON: " + e.getMessage());
    }
  }

  private AvroType type(JsonNode schema, String namespace, int depth) throws BadSchemaException {
    if (++types > MOST_TYPES || depth > MOST_DEPTH) {
      throw new BadSchemaException(
          "An Avro schema has more than %d types or nests deeper than %d."
              .formatted(MOST_TYPES, MOST_DEPTH));
    }
    if (schema.isTextual()) {
      return reference(schema.textValue(), namespace);
    }
    if (schema.isArray()) {
      List<AvroType> branches = new ArrayList<>();
      for (JsonNode branch : schema) {
        branches.add(type(branch, namespace, depth + 1));
      }
      return AvroType.of(Kind.UNION, branches);
    }
    JsonNode type = schema.path("type");
    if (!type.isTextual()) {
      if (type.isMissingNode()) {
        throw new BadSchemaException("A type of an Avro schema is missing: " + shortened(schema));
      }
      return type(type, namespace, depth + 1);
    }
    return switch (type.textValue()) {
      case "record", "error" -> composite(schema, namespace, depth);
      case "enum" -> name(schema, namespace, symbols(schema));
      case "fixed" -> name(schema, namespace, fixed(schema));
      case "array" ->
          AvroType.of(Kind.ARRAY, List.of(type(schema.path("items"), namespace, depth + 1)));
      case "map" ->
          AvroType.of(Kind.MAP, List.of(type(schema.path("values"), namespace, depth + 1)));
      default -> meant(reference(type.textValue(), namespace), schema);
    };
  }

  private AvroType reference(String name, String namespace) throws BadSchemaException {
    for (Kind kind : Kind.values()) {
      if (kind.compareTo(Kind.STRING) <= 0 && kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return AvroType.plain(kind);
      }
    }
    AvroType known = named.get(fullName(name, namespace));
    if (known == null) {
      known = named.get(name);
    }
    if (known == null) {
      throw new BadSchemaException(
          "An Avro schema names the type '%s', which it does not define.".formatted(name));
    }
    return known;
  }

  private AvroType composite(JsonNode schema, String outer, int depth) throws BadSchemaException {
    AvroType type = name(schema, outer, AvroType.plain(Kind.RECORD));
    String full = fullName(schema.path("name").asText(), namespace(schema, outer));
    String inner = full.substring(0, Math.max(0, full.lastIndexOf('.')));
    List<Field> fields = new ArrayList<>();
    for (JsonNode field : schema.path("fields")) {
      fields.add(
          new Field(field.path("name").asText(), type(field.path("type"), inner, depth + 1)));
    }
    type.complete(fields);
    return type;
  }

  private AvroType name(JsonNode schema, String outer, AvroType type) throws BadSchemaException {
    String name = schema.path("name").asText();
    if (name.isEmpty()) {
      throw new BadSchemaException("A type of an Avro schema has no name: " + shortened(schema));
    }
    named.put(fullName(name, namespace(schema, outer)), type);
    return type;
  }

  private static String namespace(JsonNode schema, String outer) {
    JsonNode own = schema.path("namespace");
    return own.isTextual() ? own.textValue() : outer;
  }

  private static String fullName(String name, String namespace) {
    return name.contains(".") || namespace.isEmpty() ? name : namespace + "." + name;
  }

  private static AvroType symbols(JsonNode schema) {
    List<String> symbols = new ArrayList<>();
    schema.path("symbols").forEach(symbol -> symbols.add(symbol.asText()));
    return new AvroType(Kind.ENUM, Meaning.PLAIN, 0, 0, symbols, List.of());
  }

  private static AvroType fixed(JsonNode schema) throws BadSchemaException {
    int size = schema.path("size").asInt(-1);
    if (size < 0) {
      throw new BadSchemaException("A fixed of an Avro schema has no size: " + shortened(schema));
    }
    AvroType plain = new AvroType(Kind.FIXED, Meaning.PLAIN, size, 0, List.of(), List.of());
    return meant(plain, schema);
  }

  /** The type with its logical type, where that changes how values are read. */
  private static AvroType meant(AvroType type, JsonNode schema) {
    Meaning meaning =
        switch (schema.path("logicalType").asText()) {
          case "date" -> type.kind == Kind.INT ? Meaning.DATE : Meaning.PLAIN;
          case "decimal" ->
              type.kind == Kind.BYTES || type.kind == Kind.FIXED ? Meaning.DECIMAL : Meaning.PLAIN;
          case "uuid" -> type.kind == Kind.FIXED && type.size == 16 ? Meaning.UUID : Meaning.PLAIN;
          default -> Meaning.PLAIN;
        };
    int scale = Math.max(0, Math.min(1_000, schema.path("scale").asInt(0)));
    return meaning == Meaning.PLAIN
        ? type
        : new AvroType(type.kind, meaning, type.size, scale, List.of(), List.of());
  }

  private static String shortened(JsonNode schema) {
    String text = schema.toString();
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }
}
