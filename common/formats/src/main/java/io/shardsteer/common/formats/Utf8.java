package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.WellFormed;
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
  static final String NO_UTF_8 = "A text is not UTF-8";

  private Utf8() {}

  /** The index of the first byte that is no UTF-8; -1 where all are. */
  static int firstInvalid(byte[] bytes, int from, int to) {
    int i = from;
    while (i + Long.BYTES <= to && ((long) LONGS.get(bytes, i) & HIGHEST_BITS) == 0) {
      i += Long.BYTES;
    }
    while (i < to && bytes[i] >= 0) {
      i++;
    }
    if (i == to) {
      return -1;
    }
    CharsetDecoder decoder = UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, i, to - i);
    CharBuffer out = CharBuffer.allocate(Math.min(CHUNK, to - i));
    CoderResult result = decoder.decode(in, out, true);
    while (result.isOverflow()) {
      out.clear();
      result = decoder.decode(in, out, true);
    }
    return result.isError() ? in.position() : -1;
  }

  /**
   * The text that bytes are, with U+FFFD for those that are none, which are noted.
   *
   * @param into notes the fault
   */
  static String text(byte[] bytes, int from, int to, FieldValues into) {
    int invalid = firstInvalid(bytes, from, to);
    if (invalid >= 0) {
      into.noteTextFault(NO_UTF_8, invalid);
    }
    return new String(bytes, from, to - from, UTF_8);
  }

  /** Puts the text that bytes are, with U+FFFD for those that are none. */
  static void put(FieldValues into, int slot, byte[] bytes, int from, int to) {
    int invalid = firstInvalid(bytes, from, to);
    String text = new String(bytes, from, to - from, UTF_8);
    if (invalid < 0) {
      into.setText(slot, text);
    } else {
      into.setMended(slot, text, NO_UTF_8, invalid);
    }
  }

  /**
   * Puts a text, with U+FFFD for every half of a surrogate pair.
   *
   * @param field names it in messages
   * @param at where in the record it stands
   */
  static void put(FieldValues into, int slot, String text, String field, int at) {
    String fault = WellFormed.fault(text);
    if (fault == null) {
      into.setText(slot, text);
    } else {
      into.setMended(
          slot,
          WellFormed.of(text),
          "Field '%s' %s, which is no character".formatted(field, fault),
          at);
    }
  }
}
