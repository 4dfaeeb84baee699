package io.shardsteer.common.formats;

/**
 * Protobuf's wire format (protobuf.dev, "Encoding"): fields in any order, each with its number and
 * the shape of its value.
 */
final class ProtobufWire {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int GROUP = 3;
  static final int GROUP_END = 4;
  static final int FIXED32 = 5;

  private static final int MOST_DEPTH = 100;
  private static final long LARGEST_TAG = 0xffff_ffffL;

  private ProtobufWire() {}

  /**
   * Checks a tag: a field's number above the three bits of its value's shape.
   *
   * @param end as {@link Varint#end} found it
   */
  static int tag(byte[] bytes, int at, int end) throws MalformedRecord {
    long tag = Varint.value(bytes, at, end);
    if (tag < 8 || tag > LARGEST_TAG) {
      throw new MalformedRecord("A field's number is out of range", at);
    }
    return (int) tag;
  }

  /**
   * The index behind a value.
   *
   * @param at where it begins, behind its tag
   */
  static int skip(byte[] bytes, int at, int to, int tag) throws MalformedRecord {
    return skip(bytes, at, to, tag, 0);
  }

  private static int skip(byte[] bytes, int at, int to, int tag, int depth) throws MalformedRecord {
    switch (tag & 7) {
      case VARINT -> {
        return Varint.end(bytes, at, to);
      }
      case FIXED64 -> {
        return RawValues.end(at, Long.BYTES, to);
      }
      case FIXED32 -> {
        return RawValues.end(at, Integer.BYTES, to);
      }
      case BYTES -> {
        int begin = Varint.end(bytes, at, to);
        return RawValues.end(begin, Varint.value(bytes, at, begin), to);
      }
      case GROUP -> {
        return skipGroup(bytes, at, to, tag, depth + 1);
      }
      default -> throw new MalformedRecord("A field's value has no known shape", at);
    }
  }

  private static int skipGroup(byte[] bytes, int at, int to, int begin, int depth)
      throws MalformedRecord {
    if (depth > MOST_DEPTH) {
      throw new MalformedRecord("Groups nest deeper than " + MOST_DEPTH, at);
    }
    int i = at;
    while (true) {
      int end = Varint.end(bytes, i, to);
      int tag = tag(bytes, i, end);
      if ((tag & 7) == GROUP_END) {
        if (tag >>> 3 != begin >>> 3) {
          throw new MalformedRecord("A group ends that did not begin", i);
        }
        return end;
      }
      i = skip(bytes, end, to, tag, depth);
    }
  }
}
