package io.shardsteer.common.steering;

import io.shardsteer.common.bounds.NumberSet;

/**
 * Predicts a record's position in the learned order. Implementations are safe for use by many
 * threads and do not change the row.
 */
public interface PositionModel {
  /**
   * @param features one row of features in the order of the model's columns; NaN means missing,
   *     categorical columns hold a level's index
   * @return the position, normally in [0,1); callers clamp it
   */
  double position(double[] features);

  /**
   * Where rows can be whose features lie in the given sets: every such row's {@link #position} is
   * in it. Everything, unless a kind of model knows better.
   *
   * @param features a set for each column
   */
  default NumberSet bound(NumberSet[] features) {
    return NumberSet.ALL;
  }
}
