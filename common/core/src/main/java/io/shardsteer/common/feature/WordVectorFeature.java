package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A text as the mean of its known words' vectors; missing where the field holds no text, or none of
 * its words is known.
 */
record WordVectorFeature(String name, int slot, WordVectors vectors) implements CompiledFeature {
  @Override
  public List<FeatureColumn> columns() {
    return IntStream.range(0, vectors.dimensions())
        .mapToObj(i -> CompiledFeature.number(name + "." + i))
        .toList();
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    int end = at + vectors.dimensions();
    Arrays.fill(into, at, end, 0);
    int known = 0;
    CharSequence text = values.chars(slot);
    if (text != null) {
      known = addWords(text, into, at);
    }
    for (int i = at; i < end; i++) {
      into[i] = known == 0 ? Double.NaN : into[i] / known;
    }
  }

  private int addWords(CharSequence text, double[] into, int at) {
    int known = 0;
    int length = text.length();
    for (int start = Words.start(text, 0, length); start < length; ) {
      int end = Words.end(text, start, length);
      known += vectors.add(text, start, end, into, at) ? 1 : 0;
      start = Words.start(text, end, length);
    }
    return known;
  }

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    boolean known = fields.get(slot).mayBeText();
    for (int i = 0; i < vectors.dimensions(); i++) {
      into[at + i] = known ? vectors.means(i).orMissing(true) : NumberSet.MISSING;
    }
  }
}
