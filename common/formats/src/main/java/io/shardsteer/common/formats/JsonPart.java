package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shardsteer.common.record.FieldTrie;
import io.shardsteer.common.record.FieldValues;

/**
 * Reads needed fields from a JSON object in one pass over its bytes, checks the grammar of the rest
 * and keeps nothing of it. An object or array where a value is needed counts as absent. A needed
 * field that stands twice is refused: readers would disagree on it. Allocates nothing for ordinary
 * records.
 */
record JsonPart(FieldTrie root) implements PartReader {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  @Override
  public void read(byte[] json, FieldValues into) throws MalformedRecord {
    int begin = JsonScanner.space(json, startsWithMark(json) ? BYTE_ORDER_MARK.length : 0);
    if (JsonScanner.at(json, begin) != '{') {
      throw new MalformedRecord("A record is a JSON object, but this one begins otherwise", begin);
    }
    int end = JsonScanner.space(json, object(json, begin, root, into, 1));
    if (end < json.length) {
      throw new MalformedRecord("There is more after the record's object", end);
    }
  }

  private static int object(byte[] json, int at, FieldTrie node, FieldValues into, int depth)
      throws MalformedRecord {
    JsonScanner.checkDepth(at, depth);
    int i = JsonScanner.space(json, at + 1);
    if (JsonScanner.at(json, i) == '}') {
      return i + 1;
    }
    FieldTrie before = null;
    while (true) {
      FieldTrie guess = node.guess(before);
      FieldTrie child;
      int nameEnd;
      if (guess != null && guess.isQuotedAt(json, i)) {
        child = guess;
        nameEnd = i + guess.quotedLength();
      } else {
        int plainEnd = JsonScanner.plain(json, i + 1);
        if (JsonScanner.at(json, i) == '"' && JsonScanner.at(json, plainEnd) == '"') {
          nameEnd = plainEnd + 1;
          child = node.child(json, i + 1, plainEnd);
        } else {
          nameEnd = JsonScanner.string(json, i);
          byte[] name = JsonValues.text(json, i + 1, nameEnd - 1).getBytes(UTF_8);
          child = node.child(name, 0, name.length);
        }
        if (child != null) {
          node.learn(before, child);
        }
      }
      if (child != null) {
        before = child;
      }
      int value = JsonScanner.colon(json, nameEnd);
      if (child != null && !into.seeFirst(child.index)) {
        throw new MalformedRecord("Field '%s' stands twice".formatted(child.path), i);
      }
      i =
          child == null
              ? JsonScanner.value(json, value, depth)
              : value(json, value, child, into, depth);
      i = JsonScanner.space(json, i);
      if (JsonScanner.at(json, i) == '}') {
        return i + 1;
      }
      i = JsonScanner.comma(json, i);
    }
  }

  private static int array(byte[] json, int at, FieldTrie node, FieldValues into, int depth)
      throws MalformedRecord {
    JsonScanner.checkDepth(at, depth);
    int i = JsonScanner.space(json, at + 1);
    if (JsonScanner.at(json, i) == ']') {
      return i + 1;
    }
    for (int element = 0; ; element++) {
      FieldTrie child = node.element(element);
      i = child == null ? JsonScanner.value(json, i, depth) : value(json, i, child, into, depth);
      i = JsonScanner.space(json, i);
      if (JsonScanner.at(json, i) == ']') {
        return i + 1;
      }
      i = JsonScanner.comma(json, i);
    }
  }

  private static int value(byte[] json, int at, FieldTrie node, FieldValues into, int depth)
      throws MalformedRecord {
    byte first = JsonScanner.at(json, at);
    if (first == '{' && node.hasChildren()) {
      return object(json, at, node, into, depth + 1);
    }
    if (first == '[' && node.hasChildren()) {
      return array(json, at, node, into, depth + 1);
    }
    int slot = node.slot();
    if (first == '{' || first == '[' || slot == FieldTrie.NO_SLOT) {
      return JsonScanner.value(json, at, depth);
    }
    switch (first) {
      case '"' -> {
        return text(json, at, slot, into);
      }
      case 't', 'f', 'n' -> {
        int end = JsonScanner.literal(json, at);
        if (first == 'n') {
          into.setNull(slot);
        } else {
          into.setBoolean(slot, first == 't');
        }
        return end;
      }
      default -> {
        return number(json, at, slot, into);
      }
    }
  }

  /** Text of plain ASCII stays where it is until somebody asks for it. */
  private static int text(byte[] json, int at, int slot, FieldValues into) throws MalformedRecord {
    int plainEnd = JsonScanner.plain(json, at + 1);
    if (JsonScanner.at(json, plainEnd) == '"') {
      into.setText(slot, json, at + 1, plainEnd);
      return plainEnd + 1;
    }
    int end = JsonScanner.string(json, at);
    into.setText(slot, JsonValues.text(json, at + 1, end - 1));
    return end;
  }

  /** Short numbers without exponent, which most are, eight digits at a time. */
  private static int number(byte[] json, int at, int slot, FieldValues into)
      throws MalformedRecord {
    int first = json[at] == '-' ? at + 1 : at;
    if (first + EightDigits.SPAN > json.length) {
      return longNumber(json, at, slot, into);
    }
    long word = EightDigits.at(json, first);
    int whole = EightDigits.count(word);
    long digits = EightDigits.value(word, whole);
    int i = first + whole;
    if (whole == Long.BYTES) {
      word = EightDigits.at(json, i);
      int more = EightDigits.count(word);
      digits = EightDigits.join(digits, word, more);
      i += more;
    }
    int places = 0;
    if (json[i] == '.') {
      word = EightDigits.at(json, i + 1);
      places = EightDigits.count(word);
      digits = EightDigits.join(digits, word, places);
      i += places + 1;
    }
    byte next = json[i];
    boolean usual =
        whole > 0
            && i - at <= FieldValues.MOST_EXACT_DIGITS
            && (json[first] != '0' || whole == 1)
            && json[i - 1] != '.'
            && (next == ',' || next == '}' || next == ']' || next <= ' ');
    if (!usual) {
      return longNumber(json, at, slot, into);
    }
    double size = places == 0 ? digits : JsonValues.scaled(digits, places);
    into.setNumber(slot, first > at ? -size : size);
    return i;
  }

  /** Numbers beyond the doubles are kept as text, which no numeric feature takes for a number. */
  private static int longNumber(byte[] json, int at, int slot, FieldValues into)
      throws MalformedRecord {
    int end = JsonScanner.number(json, at);
    double number = JsonValues.number(json, at, end);
    if (Double.isInfinite(number)) {
      into.setText(slot, json, at, end);
    } else if (end - at > FieldValues.MOST_EXACT_DIGITS) {
      into.setNumber(slot, number, json, at, end);
    } else {
      into.setNumber(slot, number);
    }
    return end;
  }

  private static boolean startsWithMark(byte[] payload) {
    return payload.length >= 3
        && payload[0] == BYTE_ORDER_MARK[0]
        && payload[1] == BYTE_ORDER_MARK[1]
        && payload[2] == BYTE_ORDER_MARK[2];
  }
}
