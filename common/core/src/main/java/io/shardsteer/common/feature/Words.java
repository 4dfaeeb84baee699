package io.shardsteer.common.feature;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a text: runs of letters and digits, in lower case. Everything that reads words reads
 * them here, so that what was learned from words fits those of a record.
 */
public final class Words {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final char BORDER = ' ';

  private Words() {}

  /** The words of a text in their order. */
  public static List<String> of(CharSequence text) {
    List<String> words = new ArrayList<>();
    int length = text.length();
    for (int start = start(text, 0, length); start < length; ) {
      int end = end(text, start, length);
      StringBuilder word = new StringBuilder(end - start);
      for (int i = start; i < end; i++) {
        word.append(Character.toLowerCase(text.charAt(i)));
      }
      words.add(word.toString());
      start = start(text, end, length);
    }
    return words;
  }

  /** Where the next word begins, from {@code from} on; the length where there is none. */
  static int start(CharSequence text, int from, int length) {
    int i = from;
    while (i < length && !Character.isLetterOrDigit(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Behind the last character of the word that begins at {@code start}. */
  static int end(CharSequence text, int start, int length) {
    int i = start;
    while (i < length && Character.isLetterOrDigit(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /**
   * The mixed FNV-1a hash of a piece of a word in lower case; characters outside the word count as
   * borders.
   */
  static long hash(CharSequence text, int from, int to, int wordFrom, int wordTo) {
    long hash = FNV_OFFSET;
    for (int i = from; i < to; i++) {
      boolean inside = i >= wordFrom && i < wordTo;
      char c = inside ? Character.toLowerCase(text.charAt(i)) : BORDER;
      hash = (hash ^ c) * FNV_PRIME;
    }
    return ValueHash.mix(hash);
  }
}
