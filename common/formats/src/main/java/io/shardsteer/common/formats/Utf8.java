package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/**
 * Text that every dependency can write: strict UTF-8 (RFC 3629), and no half of a surrogate pair,
 * which has no encoding and fails later, in a client or a driver.
 */
final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGHEST_BITS = 0x8080808080808080L;
  private static final int CHUNK = 1024;

  private Utf8() {}

  /** Checks that bytes are UTF-8, and nothing else. */
  static void check(byte[] bytes, int from, int to) throws MalformedRecord {
    int i = from;
    while (i + Long.BYTES <= to && ((long) LONGS.get(bytes, i) & HIGHEST_BITS) == 0) {
      i += Long.BYTES;
    }
    while (i < to && bytes[i] >= 0) {
      i++;
    }
    if (i == to) {
      return;
    }
    CharsetDecoder decoder = UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, i, to - i);
    CharBuffer out = CharBuffer.allocate(Math.min(CHUNK, to - i));
    CoderResult result = decoder.decode(in, out, true);
    while (result.isOverflow()) {
      out.clear();
      result = decoder.decode(in, out, true);
    }
    if (result.isError()) {
      throw new MalformedRecord("A text is not UTF-8", in.position());
    }
  }

  /** The text that bytes are. */
  static String text(byte[] bytes, int from, int to) throws MalformedRecord {
    check(bytes, from, to);
    return new String(bytes, from, to - from, UTF_8);
  }

  /**
   * The text itself, checked for halves of surrogate pairs.
   *
   * @param field names it in messages
   * @param at where in the record it stands
   */
  static String whole(String text, String field, int at) throws MalformedRecord {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new MalformedRecord(
              "Field '%s' has half of a surrogate pair, \\u%04x, which is no character"
                  .formatted(field, (int) c),
              at);
        }
        i++;
      }
    }
    return text;
  }
}
