package io.shardsteer.common.feature;

import java.util.ArrayList;
import java.util.List;

/**
 * One categorical column: the index of the value's level. Values that are no level have the level
 * {@code other}, which stands last unless it is declared.
 */
final class CategoricalFeature implements CompiledFeature {
  static final String OTHER = "other";

  private final FeatureColumn column;
  private final int slot;
  private final LevelIndex index;
  private final int other;

  CategoricalFeature(String name, int slot, List<String> levels) {
    List<String> all = new ArrayList<>(levels);
    if (!all.contains(OTHER)) {
      all.add(OTHER);
    }
    column = new FeatureColumn(name, all);
    this.slot = slot;
    index = new LevelIndex(all);
    other = all.indexOf(OTHER);
  }

  @Override
  public List<FeatureColumn> columns() {
    return List.of(column);
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    int level = index.of(values, slot);
    into[at] = level >= 0 ? level : values.isPresent(slot) ? other : Double.NaN;
  }
}
