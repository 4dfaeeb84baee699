package io.shardsteer.common.feature;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A text as a point: every word, and every three neighbouring characters of a word with its
 * borders, adds its weight or its negative to a column that its hash picks; then the row is scaled
 * to length 1. Case is ignored. After Weinberger et al., "Feature hashing for large scale multitask
 * learning" (2009), with pieces of words as in Bojanowski et al., "Enriching word vectors with
 * subword information" (2017). Only the first 10,000 characters count.
 */
record TextEmbeddingFeature(String name, int slot, int dimensions) implements CompiledFeature {
  private static final int MAX_READ = 10_000;
  private static final int PIECE = 3;
  private static final double PIECE_WEIGHT = 0.5;
  private static final char BORDER = ' ';
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  @Override
  public List<FeatureColumn> columns() {
    return IntStream.range(0, dimensions)
        .mapToObj(i -> CompiledFeature.number(name + "." + i))
        .toList();
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    CharSequence text = values.chars(slot);
    Arrays.fill(into, at, at + dimensions, text == null ? Double.NaN : 0);
    if (text == null) {
      return;
    }
    int length = Math.min(text.length(), MAX_READ);
    int start = 0;
    for (int i = 0; i <= length; i++) {
      if (i == length || !Character.isLetterOrDigit(text.charAt(i))) {
        if (i > start) {
          addWord(text, start, i, into, at);
        }
        start = i + 1;
      }
    }
    scale(into, at);
  }

  private void addWord(CharSequence text, int from, int to, double[] into, int at) {
    add(hash(text, from, to, from, to), 1, into, at);
    for (int i = from - 1; i + PIECE <= to + 1; i++) {
      add(hash(text, i, i + PIECE, from, to), PIECE_WEIGHT, into, at);
    }
  }

  /** FNV-1a over lower-case characters; those outside the word are borders. */
  private static long hash(CharSequence text, int from, int to, int wordFrom, int wordTo) {
    long hash = FNV_OFFSET;
    for (int i = from; i < to; i++) {
      boolean inside = i >= wordFrom && i < wordTo;
      char c = inside ? Character.toLowerCase(text.charAt(i)) : BORDER;
      hash = (hash ^ c) * FNV_PRIME;
    }
    return ValueHash.mix(hash);
  }

  private void add(long hash, double weight, double[] into, int at) {
    int column = (int) Math.floorMod(hash >>> 1, (long) dimensions);
    into[at + column] += (hash & 1) == 0 ? weight : -weight;
  }

  private void scale(double[] into, int at) {
    double squares = 0;
    for (int i = at; i < at + dimensions; i++) {
      squares += into[i] * into[i];
    }
    if (squares > 0) {
      double length = Math.sqrt(squares);
      for (int i = at; i < at + dimensions; i++) {
        into[i] /= length;
      }
    }
  }
}
