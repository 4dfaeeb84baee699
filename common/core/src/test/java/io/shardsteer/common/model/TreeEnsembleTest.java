package io.shardsteer.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.model.TreeNode.Leaf;
import io.shardsteer.common.model.TreeNode.LevelSplit;
import io.shardsteer.common.model.TreeNode.NumberSplit;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeEnsembleTest {
  private static final double NAN = Double.NaN;

  @Test
  void sendsThresholdAndAboveRight() {
    TreeEnsemble tree = single(new NumberSplit(1, 2.5f, false, new Leaf(1), new Leaf(2)));
    assertThat(tree.position(new double[] {9, Math.nextDown(2.5)})).isEqualTo(1);
    assertThat(tree.position(new double[] {0, 2.5})).isEqualTo(2);
    assertThat(tree.position(new double[] {0, Double.POSITIVE_INFINITY})).isEqualTo(2);
    assertThat(tree.position(new double[] {0, NAN})).isEqualTo(1);
  }

  @Test
  void sendsMissingWhereTheSplitSays() {
    TreeEnsemble tree = single(new NumberSplit(0, 2.5f, true, new Leaf(1), new Leaf(2)));
    assertThat(tree.position(new double[] {NAN, 0})).isEqualTo(2);
    assertThat(tree.position(new double[] {-1, 0})).isEqualTo(1);
  }

  @Test
  void tellsOnlyMissingApartWithoutThreshold() {
    TreeEnsemble tree = single(new NumberSplit(0, Float.NaN, true, new Leaf(1), new Leaf(2)));
    assertThat(tree.position(new double[] {1e300, 0})).isEqualTo(1);
    assertThat(tree.position(new double[] {NAN, 0})).isEqualTo(2);
  }

  @Test
  void splitsMoreThan64LevelsAndTakesOthersForMissing() {
    BitSet odd = new BitSet();
    for (int level = 1; level < 200; level += 2) {
      odd.set(level);
    }
    TreeEnsemble tree = single(new LevelSplit(0, 200, odd, true, new Leaf(1), new Leaf(2)));
    for (int level = 0; level < 200; level++) {
      assertThat(tree.position(new double[] {level, 0})).isEqualTo(1 + level % 2);
    }
    for (double stranger : new double[] {200, -1, 1e12, NAN, Double.NEGATIVE_INFINITY}) {
      assertThat(tree.position(new double[] {stranger, 0})).isEqualTo(2);
    }
  }

  @Test
  void addsTreesUpAndDividesBeforeTheBase() {
    TreeEnsemble mean = TreeEnsemble.of(List.of(new Leaf(1), new Leaf(2)), 1, 2, 10);
    assertThat(mean.position(new double[] {0})).isEqualTo(11.5);
    assertThat(mean.trees()).isEqualTo(2);
    assertThat(mean.nodes()).isEqualTo(2);
  }

  @Test
  void refusesLeavesThatAreNoNumbersAndColumnsThatAreNotThere() {
    assertThatThrownBy(() -> single(new Leaf(Float.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("predicts NaN");
    assertThatThrownBy(() -> single(new NumberSplit(2, 0, true, new Leaf(1), new Leaf(2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column 2 of rows of 2 columns");
    assertThatThrownBy(() -> TreeEnsemble.of(List.of(), 1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TreeEnsemble single(TreeNode root) {
    return TreeEnsemble.of(List.of(root), 2, 1, 0);
  }
}
