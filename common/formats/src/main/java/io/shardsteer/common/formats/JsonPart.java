package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.shardsteer.common.config.FieldPath;
import io.shardsteer.common.record.FieldCollection;
import io.shardsteer.common.record.FieldTrie;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.WellFormed;
import java.io.IOException;

/**
 * Reads needed fields from a JSON object (RFC 8259, UTF-8) in one pass of Jackson's streaming
 * parser, which checks the grammar of the rest. An object or array where a value is needed counts
 * as absent, and is kept beside for columns that take it. A needed field that stands twice is
 * refused: readers would disagree on it.
 */
record JsonPart(FieldTrie root) implements PartReader {
  private static final int MOST_DEPTH = 200;
  private static final int MOST_NUMBER_LENGTH = 400;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private static final JsonFactory JACKSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_DEPTH)
                  .maxNumberLength(MOST_NUMBER_LENGTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  @Override
  public void read(byte[] json, FieldValues into) throws MalformedRecord {
    int invalid = Utf8.firstInvalid(json, 0, json.length);
    if (invalid < 0) {
      parse(json, into);
    } else {
      into.noteTextFault(Utf8.NO_UTF_8, invalid);
      try {
        parse(new String(json, UTF_8).getBytes(UTF_8), into);
      } catch (MalformedRecord consequence) {
        throw new MalformedRecord(Utf8.NO_UTF_8, invalid);
      }
    }
  }

  private void parse(byte[] json, FieldValues into) throws MalformedRecord {
    int begin = startsWithMark(json) ? BYTE_ORDER_MARK.length : 0;
    try (JsonParser parser = JACKSON.createParser(json, begin, json.length - begin)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedRecord("A record is a JSON object, but this one is none", at(parser));
      }
      object(parser, root, into);
      if (parser.nextToken() != null) {
        throw new MalformedRecord("There is more after the record's object", at(parser));
      }
    } catch (JsonProcessingException e) {
      throw new MalformedRecord(
          e.getOriginalMessage(),
          e.getLocation() == null ? 0 : Math.max(0, (int) e.getLocation().getByteOffset()));
    } catch (IOException | IllegalStateException e) {
      throw new MalformedRecord(String.valueOf(e.getMessage()), 0);
    }
  }

  private static int at(JsonParser parser) {
    return Math.max(0, (int) parser.currentLocation().getByteOffset());
  }

  private static void object(JsonParser parser, FieldTrie node, FieldValues into)
      throws IOException, MalformedRecord {
    FieldCollection entries = node.slot() == FieldTrie.NO_SLOT ? null : FieldCollection.map();
    while (true) {
      String name = parser.nextFieldName();
      if (name == null) {
        break;
      }
      FieldTrie child = node.child(name);
      JsonToken token = parser.nextToken();
      if (entries != null && !put(parser, token, name, node, entries, into)) {
        throw new MalformedRecord(
            "Field '%s.%s' stands twice".formatted(node.path, FieldPath.step(name)), at(parser));
      }
      if (child == null) {
        parser.skipChildren();
        continue;
      }
      if (!into.seeFirst(child.index)) {
        throw new MalformedRecord("Field '%s' stands twice".formatted(child.path), at(parser));
      }
      value(parser, token, child, into);
    }
    if (entries != null) {
      into.setCollection(node.slot(), entries);
    }
  }

  /** Adds what the parser stands at to an object's entries; false if its name stands twice. */
  private static boolean put(
      JsonParser parser,
      JsonToken token,
      String name,
      FieldTrie node,
      FieldCollection entries,
      FieldValues into)
      throws IOException, MalformedRecord {
    if (token.isStructStart()) {
      return entries.putNested(name);
    }
    scalar(parser, token, node, into);
    return entries.put(name, into, node.slot());
  }

  private static void array(JsonParser parser, FieldTrie node, FieldValues into)
      throws IOException, MalformedRecord {
    FieldCollection list = node.slot() == FieldTrie.NO_SLOT ? null : FieldCollection.list();
    JsonToken token = parser.nextToken();
    for (int element = 0; token != JsonToken.END_ARRAY; element++) {
      if (list != null && token.isStructStart()) {
        list.addNested();
      } else if (list != null) {
        scalar(parser, token, node, into);
        list.add(into, node.slot());
      }
      FieldTrie child = node.element(element);
      if (child == null) {
        parser.skipChildren();
      } else {
        value(parser, token, child, into);
      }
      token = parser.nextToken();
    }
    if (list != null) {
      into.setCollection(node.slot(), list);
    }
  }

  private static void value(JsonParser parser, JsonToken token, FieldTrie node, FieldValues into)
      throws IOException, MalformedRecord {
    if (token.isStructStart()) {
      if (!node.hasChildren() && node.slot() == FieldTrie.NO_SLOT) {
        parser.skipChildren();
      } else if (token == JsonToken.START_OBJECT) {
        object(parser, node, into);
      } else {
        array(parser, node, into);
      }
    } else if (node.slot() != FieldTrie.NO_SLOT) {
      scalar(parser, token, node, into);
    }
  }

  /** Puts the text, number, boolean or null that the parser stands at. */
  private static void scalar(JsonParser parser, JsonToken token, FieldTrie node, FieldValues into)
      throws IOException, MalformedRecord {
    int slot = node.slot();
    switch (token) {
      case VALUE_STRING -> text(parser, node, into);
      case VALUE_TRUE, VALUE_FALSE -> into.setBoolean(slot, token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> into.setNull(slot);
      case VALUE_NUMBER_INT -> whole(parser, slot, into);
      default -> decimal(parser, slot, into);
    }
  }

  /** Where bytes of the record were replaced, a replacement character may stand for one of them. */
  private static void text(JsonParser parser, FieldTrie node, FieldValues into) throws IOException {
    String text = parser.getText();
    String fault = into.textFault();
    if (fault != null && fault.equals(Utf8.NO_UTF_8) && text.indexOf('\uFFFD') >= 0) {
      into.setMended(node.slot(), WellFormed.of(text), fault, into.textFaultAt());
    } else {
      Utf8.put(into, node.slot(), text, node.path, at(parser));
    }
  }

  private static void whole(JsonParser parser, int slot, FieldValues into) throws IOException {
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      decimal(parser, slot, into);
    } else {
      into.setNumber(slot, parser.getLongValue());
    }
  }

  /** Numbers beyond the doubles are kept as text, which no numeric feature takes for a number. */
  private static void decimal(JsonParser parser, int slot, FieldValues into) throws IOException {
    double nearest = parser.getDoubleValue();
    if (Double.isInfinite(nearest)) {
      into.setText(slot, parser.getText());
    } else if (FieldValues.isExact(nearest, parser.getTextLength())) {
      into.setNumber(slot, nearest);
    } else {
      into.setNumber(slot, nearest, parser.getText());
    }
  }

  private static boolean startsWithMark(byte[] payload) {
    return payload.length >= 3
        && payload[0] == BYTE_ORDER_MARK[0]
        && payload[1] == BYTE_ORDER_MARK[1]
        && payload[2] == BYTE_ORDER_MARK[2];
  }
}
