package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One column: 1 where the value is a text that holds a regular expression, else 0. Only the first
 * 1,000 characters are searched. Allocates a matcher for each text.
 */
record MatchesFeature(String name, int slot, Pattern expression) implements CompiledFeature {
  private static final int MAX_SEARCHED = 1_000;

  @Override
  public List<FeatureColumn> columns() {
    return List.of(CompiledFeature.number(name));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    CharSequence text = values.chars(slot);
    into[at] =
        text != null
                && expression.matcher(text).region(0, Math.min(text.length(), MAX_SEARCHED)).find()
            ? 1
            : 0;
  }

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    into[at] = fields.get(slot).mayBeText() ? NumberSet.ofAll(0, 1) : NumberSet.of(0);
  }
}
