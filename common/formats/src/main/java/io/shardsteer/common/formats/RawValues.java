package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shardsteer.common.record.FieldValues;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/** Values that lie in binary formats as they are. */
final class RawValues {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGHEST_BITS = 0x8080808080808080L;

  /** Longer decimals are nobody's. */
  private static final int MOST_DECIMAL_BYTES = 200;

  private RawValues() {}

  /** The index {@code length} bytes further, if the record goes that far. */
  static int end(int at, long length, int to) throws MalformedRecord {
    if (length < 0 || length > to - at) {
      throw new MalformedRecord("A value of %d bytes ends behind the record".formatted(length), at);
    }
    return at + (int) length;
  }

  /** Eight bytes, the lowest first. */
  static long fixed64(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /** Four bytes, the lowest first. */
  static int fixed32(byte[] bytes, int at) {
    return (int) INTS.get(bytes, at);
  }

  /** Puts a text of UTF-8; one of plain ASCII stays where it is until somebody asks for it. */
  static void text(FieldValues into, int slot, byte[] bytes, int from, int to)
      throws MalformedRecord {
    int i = from;
    while (i + Long.BYTES <= to && (fixed64(bytes, i) & HIGHEST_BITS) == 0) {
      i += Long.BYTES;
    }
    while (i < to && bytes[i] >= 0) {
      i++;
    }
    if (i == to) {
      into.setText(slot, bytes, from, to);
      return;
    }
    while (i < to) {
      i = bytes[i] >= 0 ? i + 1 : Utf8.character(bytes, i, to);
    }
    into.setText(slot, new String(bytes, from, to - from, UTF_8));
  }

  /** Puts bytes that are no text as hexadecimal digits: they can still name a thing. */
  static void hex(FieldValues into, int slot, byte[] bytes, int from, int to) {
    into.setText(slot, HexFormat.of().formatHex(bytes, from, to));
  }

  /**
   * Puts a decimal number, its highest byte first, in two's complement.
   *
   * @param scale digits behind its point
   */
  static void decimal(FieldValues into, int slot, byte[] bytes, int from, int to, int scale)
      throws MalformedRecord {
    if (to == from || to - from > MOST_DECIMAL_BYTES) {
      throw new MalformedRecord("A decimal number has %d bytes".formatted(to - from), from);
    }
    BigDecimal number = new BigDecimal(new BigInteger(Arrays.copyOfRange(bytes, from, to)), scale);
    double nearest = number.doubleValue();
    if (Double.isInfinite(nearest)) {
      into.setText(slot, number.toPlainString());
    } else {
      into.setNumber(slot, nearest, number.toPlainString());
    }
  }

  /** Puts a number without a fraction that is never below 0. */
  static void unsigned(FieldValues into, int slot, long bits) {
    if (bits >= 0) {
      into.setNumber(slot, bits);
    } else {
      String digits = Long.toUnsignedString(bits);
      into.setNumber(slot, Double.parseDouble(digits), digits);
    }
  }

  /** Puts a number; one that is none counts as absent, an infinite one is kept as text. */
  static void real(FieldValues into, int slot, double number) {
    if (Double.isFinite(number)) {
      into.setNumber(slot, number);
    } else if (!Double.isNaN(number)) {
      into.setText(slot, Double.toString(number));
    }
  }
}
