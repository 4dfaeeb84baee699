package io.shardsteer.common.formats;

/** Characters of two to four bytes in UTF-8 (RFC 3629), strictly. */
final class Utf8 {
  private Utf8() {}

  /**
   * @param at index of a byte below 0
   * @return the index behind its character
   */
  static int character(byte[] bytes, int at) throws MalformedRecord {
    return character(bytes, at, bytes.length);
  }

  /**
   * @param at index of a byte below 0
   * @param to where the text ends
   * @return the index behind its character
   */
  static int character(byte[] bytes, int at, int to) throws MalformedRecord {
    int first = bytes[at] & 0xff;
    int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || at + length > to) {
      throw malformed(at);
    }
    int second = bytes[at + 1] & 0xff;
    boolean overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    boolean surrogate = first == 0xed && second > 0x9f;
    boolean beyond = first == 0xf4 && second > 0x8f;
    if (overlong || surrogate || beyond) {
      throw malformed(at);
    }
    for (int i = at + 1; i < at + length; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        throw malformed(at);
      }
    }
    return at + length;
  }

  private static MalformedRecord malformed(int at) {
    return new MalformedRecord("A text is not UTF-8", at);
  }
}
