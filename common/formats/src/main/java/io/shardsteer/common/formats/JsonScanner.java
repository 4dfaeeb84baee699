package io.shardsteer.common.formats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Finds where the parts of a JSON text (RFC 8259, UTF-8) end, checking all of its grammar and
 * keeping nothing. Every method takes the index where a part begins and returns the index behind
 * it.
 */
final class JsonScanner {
  static final int MAX_DEPTH = 200;
  private static final int MAX_NUMBER_LENGTH = 400;

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';
  private static final long HIGHEST_BITS = ONES << 7;

  private JsonScanner() {}

  static byte at(byte[] json, int at) throws MalformedRecord {
    if (at >= json.length) {
      throw new MalformedRecord("The record ends in the middle", at);
    }
    return json[at];
  }

  /** Behind white space, of which there may be none. */
  static int space(byte[] json, int at) {
    int i = at;
    // The first comparison suffices for all but white space and what comes after ASCII.
    while (i < json.length
        && json[i] <= ' '
        && (json[i] == ' ' || json[i] == '\n' || json[i] == '\r' || json[i] == '\t')) {
      i++;
    }
    return i;
  }

  /**
   * Behind a value of any kind.
   *
   * @param depth objects and arrays around it
   */
  static int value(byte[] json, int at, int depth) throws MalformedRecord {
    return switch (at(json, at)) {
      case '"' -> string(json, at);
      case '{' -> object(json, at, depth + 1);
      case '[' -> array(json, at, depth + 1);
      case 't', 'f', 'n' -> literal(json, at);
      default -> number(json, at);
    };
  }

  private static int object(byte[] json, int at, int depth) throws MalformedRecord {
    checkDepth(at, depth);
    int i = space(json, at + 1);
    if (at(json, i) == '}') {
      return i + 1;
    }
    while (true) {
      i = value(json, colon(json, string(json, i)), depth);
      i = space(json, i);
      if (at(json, i) == '}') {
        return i + 1;
      }
      i = comma(json, i);
    }
  }

  private static int array(byte[] json, int at, int depth) throws MalformedRecord {
    checkDepth(at, depth);
    int i = space(json, at + 1);
    if (at(json, i) == ']') {
      return i + 1;
    }
    while (true) {
      i = space(json, value(json, i, depth));
      if (at(json, i) == ']') {
        return i + 1;
      }
      i = comma(json, i);
    }
  }

  static void checkDepth(int at, int depth) throws MalformedRecord {
    if (depth > MAX_DEPTH) {
      throw new MalformedRecord("It nests deeper than " + MAX_DEPTH, at);
    }
  }

  /** From the end of a name to the value behind its colon. */
  static int colon(byte[] json, int at) throws MalformedRecord {
    if (at + 1 < json.length && json[at] == ':' && json[at + 1] > ' ') {
      return at + 1;
    }
    int i = space(json, at);
    if (at(json, i) != ':') {
      throw new MalformedRecord("A colon is missing", i);
    }
    return space(json, i + 1);
  }

  /** From a comma to what follows it. */
  static int comma(byte[] json, int at) throws MalformedRecord {
    if (at(json, at) != ',') {
      throw new MalformedRecord("A comma or the closing bracket is missing", at);
    }
    return space(json, at + 1);
  }

  /** Behind the closing quote. */
  static int string(byte[] json, int at) throws MalformedRecord {
    if (at(json, at) != '"') {
      throw new MalformedRecord("A text in double quotes is missing", at);
    }
    int i = at + 1;
    while (true) {
      i = plain(json, i);
      byte c = at(json, i);
      if (c == '"') {
        return i + 1;
      } else if (c == '\\') {
        i = escape(json, i);
      } else if (c < 0) {
        i = Utf8.character(json, i);
      } else {
        throw new MalformedRecord("A control character stands unescaped in a text", i);
      }
    }
  }

  /**
   * To the first byte that is not a printable ASCII character or is a quote or a backslash. Eight
   * bytes at a time: a byte's highest bit is set in {@code hits} where it is one of these (Warren,
   * "Hacker's Delight", chapter 6); bits above the lowest may be false, so only that one is used.
   */
  static int plain(byte[] json, int at) {
    int i = at;
    for (; i + Long.BYTES <= json.length; i += Long.BYTES) {
      long word = (long) LONGS.get(json, i);
      long quotes = word ^ QUOTES;
      long backslashes = word ^ BACKSLASHES;
      long hits =
          (((quotes - ONES) & ~quotes)
                  | ((backslashes - ONES) & ~backslashes)
                  | ((word - SPACES) & ~word)
                  | word)
              & HIGHEST_BITS;
      if (hits != 0) {
        return i + (Long.numberOfTrailingZeros(hits) >>> 3);
      }
    }
    while (i < json.length && json[i] >= ' ' && json[i] != '"' && json[i] != '\\') {
      i++;
    }
    return i;
  }

  private static int escape(byte[] json, int at) throws MalformedRecord {
    switch (at(json, at + 1)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return at + 2;
      }
      case 'u' -> {
        for (int i = at + 2; i < at + 6; i++) {
          if (Character.digit(at(json, i), 16) < 0) {
            throw new MalformedRecord("A \\u is not followed by four hexadecimal digits", at);
          }
        }
        return at + 6;
      }
      default -> throw new MalformedRecord("There is no such escape", at);
    }
  }

  static int literal(byte[] json, int at) throws MalformedRecord {
    byte[] word =
        switch (json[at]) {
          case 't' -> TRUE;
          case 'f' -> FALSE;
          default -> NULL;
        };
    for (int i = 0; i < word.length; i++) {
      if (at(json, at + i) != word[i]) {
        throw new MalformedRecord(
            "A value is neither quoted nor a number, true, false or null", at);
      }
    }
    return at + word.length;
  }

  static int number(byte[] json, int at) throws MalformedRecord {
    int i = json[at] == '-' ? at + 1 : at;
    if (at(json, i) == '0') {
      i++;
    } else {
      i = digits(json, i);
    }
    if (i < json.length && json[i] == '.') {
      i = digits(json, i + 1);
    }
    if (i < json.length && (json[i] == 'e' || json[i] == 'E')) {
      byte sign = at(json, i + 1);
      i = digits(json, sign == '+' || sign == '-' ? i + 2 : i + 1);
    }
    if (i - at > MAX_NUMBER_LENGTH) {
      throw new MalformedRecord("A number is longer than " + MAX_NUMBER_LENGTH, at);
    }
    return i;
  }

  private static int digits(byte[] json, int at) throws MalformedRecord {
    int i = at;
    while (i < json.length && json[i] >= '0' && json[i] <= '9') {
      i++;
    }
    if (i == at) {
      throw new MalformedRecord("A value begins or goes on where none can", at);
    }
    return i;
  }
}
