package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What words mean as points, learned from a sample; words that are used alike lie near each other.
 * After Mikolov et al., "Efficient estimation of word representations in vector space" (2013).
 * Looking a word up allocates nothing. Immutable.
 */
public final class WordVectors {
  /** Nothing was learned: every word is unknown. */
  private static final String NO_CHECKSUM = "";

  private static final int FREE = -1;

  private final String checksum;
  private final int dimensions;
  private final List<String> words;
  private final float[] coordinates;

  /** Index of a word at the place of its hash or the next free one. */
  private final int[] table;

  /**
   * @param checksum of the file that holds the vectors; tells one training's from another's
   * @param vectors by word as {@link Words} reads it, each of {@code dimensions} coordinates
   */
  public WordVectors(String checksum, int dimensions, Map<String, float[]> vectors) {
    this.checksum = checksum;
    this.dimensions = dimensions;
    words = List.copyOf(vectors.keySet());
    coordinates = new float[words.size() * dimensions];
    table = new int[Integer.highestOneBit(Math.max(1, words.size())) * 4];
    Arrays.fill(table, FREE);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      float[] vector = vectors.get(word);
      if (vector == null || vector.length != dimensions) {
        throw new IllegalArgumentException(
            "The vector of '%s' has not %d coordinates.".formatted(word, dimensions));
      }
      System.arraycopy(vector, 0, coordinates, i * dimensions, dimensions);
      int at = place(word, 0, word.length());
      while (table[at] != FREE) {
        at = (at + 1) & (table.length - 1);
      }
      table[at] = i;
    }
  }

  /** Vectors where there was nothing to learn from. */
  public static WordVectors none(int dimensions) {
    return new WordVectors(NO_CHECKSUM, dimensions, Map.of());
  }

  public String checksum() {
    return checksum;
  }

  public int dimensions() {
    return dimensions;
  }

  /** The number of words. */
  public int size() {
    return words.size();
  }

  /**
   * Adds a word's coordinates.
   *
   * @param from where the word begins in the text, in any case
   * @param into at least {@link #dimensions} long behind {@code at}
   * @return false if the word is not known
   */
  boolean add(CharSequence text, int from, int to, double[] into, int at) {
    int word = find(text, from, to);
    if (word == FREE) {
      return false;
    }
    for (int i = 0; i < dimensions; i++) {
      into[at + i] += coordinates[word * dimensions + i];
    }
    return true;
  }

  /** What a coordinate of a mean of words can be; empty without words. */
  NumberSet means(int coordinate) {
    if (words.isEmpty()) {
      return NumberSet.EMPTY;
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int at = coordinate; at < coordinates.length; at += dimensions) {
      low = Math.min(low, coordinates[at]);
      high = Math.max(high, coordinates[at]);
    }
    // Thousands of additions round by less than this.
    double margin = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
    return NumberSet.between(low - margin, high + margin);
  }

  private int find(CharSequence text, int from, int to) {
    int at = place(text, from, to);
    while (table[at] != FREE && !equal(words.get(table[at]), text, from, to)) {
      at = (at + 1) & (table.length - 1);
    }
    return table[at];
  }

  private static boolean equal(String word, CharSequence text, int from, int to) {
    if (word.length() != to - from) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) != Character.toLowerCase(text.charAt(from + i))) {
        return false;
      }
    }
    return true;
  }

  private int place(CharSequence text, int from, int to) {
    return (int) (Words.hash(text, from, to, from, to) & (table.length - 1));
  }
}
