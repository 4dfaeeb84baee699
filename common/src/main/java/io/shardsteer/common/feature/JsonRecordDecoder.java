package io.shardsteer.common.feature;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads needed fields from a JSON object in one pass and skips the rest unread. An object or array
 * where a value is needed counts as absent. Thread-safe.
 */
public final class JsonRecordDecoder implements RecordDecoder {
  private static final int MAX_DEPTH = 200;
  private static final int MAX_NUMBER_LENGTH = 400;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .build())
          .build();

  private final FieldTrie root;
  private final int nodes;
  private final TextNumbers textNumbers;

  public JsonRecordDecoder(FieldPaths paths) {
    this(paths, List.of());
  }

  /**
   * @param textNumbers paths of fields whose numbers arrive as text: {@link
   *     io.shardsteer.common.config.InputConfig#textNumbers()}
   */
  public JsonRecordDecoder(FieldPaths paths, List<String> textNumbers) {
    root = FieldTrie.of(paths);
    nodes = root.size();
    this.textNumbers = new TextNumbers(paths, textNumbers);
  }

  @Override
  public @Nullable Rejection decode(byte[] payload, FieldValues into) {
    into.clear();
    try (JsonParser parser = FACTORY.createParser(payload)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return undecodable("A record is a JSON object, but this one begins otherwise", 0);
      }
      Rejection rejection = object(parser, root, new BitSet(nodes), into);
      if (rejection == null && parser.nextToken() != null) {
        return undecodable(
            "There is more after the record's object", parser.currentLocation().getByteOffset());
      }
      textNumbers.convert(into);
      return rejection;
    } catch (JsonProcessingException e) {
      return undecodable(
          e.getOriginalMessage(), e.getLocation() == null ? 0 : e.getLocation().getByteOffset());
    } catch (IOException e) {
      return undecodable(String.valueOf(e.getMessage()), 0);
    }
  }

  private static @Nullable Rejection object(
      JsonParser parser, FieldTrie node, BitSet seen, FieldValues into) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      FieldTrie child = node.child(parser.currentName());
      if (child == null) {
        parser.nextToken();
        parser.skipChildren();
        continue;
      }
      if (seen.get(child.index)) {
        return undecodable(
            "Field '%s' stands twice".formatted(child.path),
            parser.currentLocation().getByteOffset());
      }
      seen.set(child.index);
      parser.nextToken();
      Rejection rejection = value(parser, child, seen, into);
      if (rejection != null) {
        return rejection;
      }
    }
    return null;
  }

  private static @Nullable Rejection array(
      JsonParser parser, FieldTrie node, BitSet seen, FieldValues into) throws IOException {
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      FieldTrie child = node.child(Integer.toString(i));
      if (child == null) {
        parser.skipChildren();
        continue;
      }
      Rejection rejection = value(parser, child, seen, into);
      if (rejection != null) {
        return rejection;
      }
    }
    return null;
  }

  private static @Nullable Rejection value(
      JsonParser parser, FieldTrie node, BitSet seen, FieldValues into) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      if (!node.hasChildren()) {
        parser.skipChildren();
        return null;
      }
      return token == JsonToken.START_OBJECT
          ? object(parser, node, seen, into)
          : array(parser, node, seen, into);
    }
    int slot = node.slot();
    if (slot == FieldTrie.NO_SLOT) {
      return null;
    }
    switch (token) {
      case VALUE_NULL -> into.setNull(slot);
      case VALUE_TRUE -> into.setBoolean(slot, true);
      case VALUE_FALSE -> into.setBoolean(slot, false);
      case VALUE_STRING -> into.setText(slot, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser, slot, into);
      default -> throw new IllegalStateException("A value cannot begin with " + token);
    }
    return null;
  }

  /** Numbers that a double cannot tell from their neighbours keep their digits. */
  private static void number(JsonParser parser, int slot, FieldValues into) throws IOException {
    double value = parser.getDoubleValue();
    if (parser.getTextLength() > FieldValues.MOST_EXACT_DIGITS) {
      into.setNumber(slot, value, parser.getText());
    } else {
      into.setNumber(slot, value);
    }
  }

  private static Rejection undecodable(String what, long at) {
    return new Rejection(
        Rejection.Reason.UNDECODABLE, "%s (byte %d of the payload).".formatted(what, at));
  }
}
