package io.shardsteer.common.model;

import java.util.BitSet;

/** A node of a regression tree, with everything below it. */
public sealed interface TreeNode {
  /**
   * An end of the tree.
   *
   * @param value what the tree predicts here
   */
  record Leaf(float value) implements TreeNode {}

  /**
   * Sends numbers below the threshold left and the others right.
   *
   * @param column index into the feature row
   * @param threshold NaN sends every number left
   * @param missingRight where a missing value goes
   */
  record NumberSplit(
      int column, float threshold, boolean missingRight, TreeNode left, TreeNode right)
      implements TreeNode {}

  /**
   * Sends some levels of a categorical column right and the others left.
   *
   * @param column index into the feature row
   * @param levels the column's number of levels; a value outside 0..levels-1 counts as missing
   * @param rightLevels the levels that go right
   * @param missingRight where a missing value goes
   */
  record LevelSplit(
      int column,
      int levels,
      BitSet rightLevels,
      boolean missingRight,
      TreeNode left,
      TreeNode right)
      implements TreeNode {
    public LevelSplit {
      rightLevels = (BitSet) rightLevels.clone();
    }
  }
}
