package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A text as a point: every word, and every three neighbouring characters of a word with its
 * borders, adds its weight or its negative to a column that its hash picks; then the row is scaled
 * to length 1. Case is ignored. After Weinberger et al., "Feature hashing for large scale multitask
 * learning" (2009), with pieces of words as in Bojanowski et al., "Enriching word vectors with
 * subword information" (2017).
 */
record TextEmbeddingFeature(String name, int slot, int dimensions) implements CompiledFeature {
  private static final int PIECE = 3;
  private static final double PIECE_WEIGHT = 0.5;

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
    int length = text.length();
    for (int start = Words.start(text, 0, length); start < length; ) {
      int end = Words.end(text, start, length);
      addWord(text, start, end, into, at);
      start = Words.start(text, end, length);
    }
    scale(into, at);
  }

  private void addWord(CharSequence text, int from, int to, double[] into, int at) {
    add(Words.hash(text, from, to, from, to), 1, into, at);
    for (int i = from - 1; i + PIECE <= to + 1; i++) {
      add(Words.hash(text, i, i + PIECE, from, to), PIECE_WEIGHT, into, at);
    }
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

  /** A row of length 1 has no coordinate beyond it, but for rounding. */
  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    NumberSet bound =
        fields.get(slot).mayBeText()
            ? NumberSet.between(-1, 1).widened().orMissing(true)
            : NumberSet.MISSING;
    Arrays.fill(into, at, at + dimensions, bound);
  }
}
