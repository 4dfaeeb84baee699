package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shardsteer.common.record.FieldTrie;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Reads Avro schemas, and split points them down to the needed fields. */
final class AvroSchemas {
  private AvroSchemas() {}

  /**
   * Names are not checked, as Pulsar does not: classes of Java have a dollar sign in theirs.
   *
   * @param definition JSON
   * @throws BadSchemaException if it is no schema, or one whose records can keep a reader busy
   *     without end
   */
  static Schema parse(byte[] definition) throws BadSchemaException {
    try {
      Schema schema =
          new Schema.Parser(NameValidator.NO_VALIDATION)
              .setValidateDefaults(false)
              .parse(new String(definition, UTF_8));
      refuseEndlessArrays(schema, Collections.newSetFromMap(new IdentityHashMap<>()));
      return schema;
    } catch (AvroRuntimeException | NullPointerException e) {
      // Avro throws the latter where a schema is nothing but a name that it does not know.
      throw new BadSchemaException("An Avro schema cannot be read: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw new BadSchemaException("An Avro schema nests too deep.");
    }
  }

  /** Elements without bytes can be as many as a publisher likes to say. */
  private static void refuseEndlessArrays(Schema schema, Set<Schema> seen)
      throws BadSchemaException {
    if (!seen.add(schema)) {
      return;
    }
    switch (schema.getType()) {
      case RECORD -> {
        for (Schema.Field field : schema.getFields()) {
          refuseEndlessArrays(field.schema(), seen);
        }
      }
      case UNION -> {
        for (Schema branch : schema.getTypes()) {
          refuseEndlessArrays(branch, seen);
        }
      }
      case MAP -> refuseEndlessArrays(schema.getValueType(), seen);
      case ARRAY -> {
        if (isEmpty(schema.getElementType(), Collections.newSetFromMap(new IdentityHashMap<>()))) {
          throw new BadSchemaException(
              "An Avro schema has an array of %s, whose elements take no bytes: a record of ten bytes could claim billions of them."
                  .formatted(schema.getElementType().getName()));
        }
        refuseEndlessArrays(schema.getElementType(), seen);
      }
      default -> {}
    }
  }

  /** Whether values of the schema take no bytes. */
  private static boolean isEmpty(Schema schema, Set<Schema> within) {
    return switch (schema.getType()) {
      case NULL -> true;
      case FIXED -> schema.getFixedSize() == 0;
      case RECORD -> {
        if (!within.add(schema)) {
          yield true; // a record that holds itself without an end has no other bytes either
        }
        yield schema.getFields().stream().allMatch(field -> isEmpty(field.schema(), within));
      }
      default -> false;
    };
  }

  /** The schema with the needed fields alone. */
  @SuppressWarnings("deprecation") // there is no other way to leave the names unchecked
  static Schema project(Schema writer, FieldTrie node) throws BadSchemaException {
    NameValidator before = Schema.getNameValidator();
    Schema.setNameValidator(NameValidator.NO_VALIDATION);
    try {
      return project(writer, List.of(node));
    } catch (AvroRuntimeException e) {
      throw new BadSchemaException("An Avro schema cannot be used: " + e.getMessage());
    } finally {
      Schema.setNameValidator(before);
    }
  }

  /**
   * @param nodes what is needed of any of its values; a step that is no longer needed comes to an
   *     end at once, hence so do recursive schemas
   */
  private static Schema project(Schema writer, List<FieldTrie> nodes) {
    return switch (writer.getType()) {
      case RECORD -> {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : writer.getFields()) {
          List<FieldTrie> children =
              nodes.stream()
                  .map(node -> node.child(field.name()))
                  .filter(Objects::nonNull)
                  .toList();
          if (!children.isEmpty()) {
            fields.add(new Schema.Field(field.name(), project(field.schema(), children)));
          }
        }
        yield Schema.createRecord(
            writer.getName(), null, writer.getNamespace(), writer.isError(), fields);
      }
      case UNION ->
          Schema.createUnion(
              writer.getTypes().stream().map(branch -> project(branch, nodes)).toList());
      case ARRAY ->
          Schema.createArray(
              project(
                  writer.getElementType(),
                  nodes.stream().flatMap(node -> node.elements().stream()).toList()));
      case MAP ->
          Schema.createMap(
              project(
                  writer.getValueType(),
                  nodes.stream().flatMap(node -> node.children().stream()).toList()));
      // Without the property that would have Avro make Java's strings of them, unchecked.
      case STRING -> Schema.create(Schema.Type.STRING);
      default -> writer;
    };
  }
}
