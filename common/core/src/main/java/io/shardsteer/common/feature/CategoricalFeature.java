package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.ArrayList;
import java.util.List;

/**
 * One categorical column: the index of the value's level. Values that are no level have the level
 * {@code other}, which stands last unless it is declared.
 *
 * <p>Where the sample had more levels than are learned, a second column holds the value's hash, so
 * that a model can tell the others apart, also those that it never saw.
 */
final class CategoricalFeature implements CompiledFeature {
  static final String OTHER = "other";

  private final List<FeatureColumn> columns;
  private final boolean hashed;
  private final int slot;
  private final LevelIndex index;
  private final int other;

  /**
   * @param hashed whether a second column tells values apart that are no level, by their hash
   */
  CategoricalFeature(String name, int slot, List<String> levels, boolean hashed) {
    List<String> all = new ArrayList<>(levels);
    if (!all.contains(OTHER)) {
      all.add(OTHER);
    }
    FeatureColumn level = new FeatureColumn(name, all);
    columns =
        hashed
            ? List.of(level, CompiledFeature.number(FeatureColumn.hashOf(name)))
            : List.of(level);
    this.hashed = hashed;
    this.slot = slot;
    index = new LevelIndex(all);
    other = all.indexOf(OTHER);
  }

  @Override
  public List<FeatureColumn> columns() {
    return columns;
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    int level = index.of(values, slot);
    boolean present = values.isPresent(slot);
    into[at] = level >= 0 ? level : present ? other : Double.NaN;
    if (hashed) {
      into[at + 1] = present ? ValueHash.share(ValueHash.of(values, slot)) : Double.NaN;
    }
  }

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    FieldSet field = fields.get(slot);
    boolean missing = field.mayBeMissing();
    NumberSet some =
        field.mayBeText() || field.mayBeTruth()
            ? NumberSet.between(0, columns.get(0).levels().size() - 1.0)
            : index.of(field.numbers()).or(NumberSet.of(other));
    into[at] = some.orMissing(missing);
    if (hashed) {
      into[at + 1] = NumberSet.between(0, 1).orMissing(missing);
    }
  }
}
