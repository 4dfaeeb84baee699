package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.List;
import java.util.stream.IntStream;

/** One categorical column: the value's hash modulo a width. */
final class HashedLevelFeature implements CompiledFeature {
  private final FeatureColumn column;
  private final int slot;
  private final int width;

  HashedLevelFeature(String name, int slot, int width) {
    column = new FeatureColumn(name, IntStream.range(0, width).mapToObj(i -> "hash" + i).toList());
    this.slot = slot;
    this.width = width;
  }

  @Override
  public List<FeatureColumn> columns() {
    return List.of(column);
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    into[at] =
        values.isPresent(slot)
            ? Math.floorMod(ValueHash.of(values, slot), (long) width)
            : Double.NaN;
  }

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    into[at] = NumberSet.between(0, width - 1.0).orMissing(fields.get(slot).mayBeMissing());
  }
}
