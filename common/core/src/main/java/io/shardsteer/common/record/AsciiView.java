package io.shardsteer.common.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** A window on ASCII bytes as text, moved from value to value so that none has to be copied. */
public final class AsciiView implements CharSequence {
  private byte[] bytes = new byte[0];
  private int from;
  private int to;

  AsciiView over(byte[] newBytes, int newFrom, int newTo) {
    bytes = newBytes;
    from = newFrom;
    to = newTo;
    return this;
  }

  @Override
  public int length() {
    return to - from;
  }

  @Override
  public char charAt(int index) {
    return (char) bytes[from + index];
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return toString().substring(start, end);
  }

  @Override
  public String toString() {
    return new String(bytes, from, to - from, ISO_8859_1);
  }
}
