package io.shardsteer.common.mojo;

import hex.genmodel.algos.drf.DrfMojoModel;
import hex.genmodel.algos.gbm.GbmMojoModel;
import hex.genmodel.algos.tree.SharedTreeMojoModel;
import hex.genmodel.algos.tree.SharedTreeNode;
import hex.genmodel.utils.GenmodelBitSet;
import hex.genmodel.utils.LinkFunctionType;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.model.TreeEnsemble;
import io.shardsteer.common.model.TreeNode;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Copies the trees of a DRF or GBM MOJO into a {@link TreeEnsemble} that decides at every node as
 * {@link SharedTreeMojoModel#scoreTree} does. A categorical column is always split by levels, also
 * where H2O compares their indexes with a threshold.
 */
final class FlatTrees {
  private final int[] sources;
  private final String[][] domains;

  private FlatTrees(int[] sources, String[][] domains) {
    this.sources = sources;
    this.domains = domains;
  }

  /**
   * @param sources for each of the model's columns its index in a feature row
   * @param width columns of a feature row
   */
  static TreeEnsemble of(SharedTreeMojoModel model, int[] sources, int width) {
    FlatTrees copy = new FlatTrees(sources, model.getDomainValues());
    try {
      // One tree at a time: H2O's nodes take many times the memory of ours.
      List<TreeNode> trees =
          IntStream.range(0, model.getNTreeGroups())
              .mapToObj(group -> model.computeGraph(group).subgraphArray)
              .flatMap(List::stream)
              .map(graph -> copy.node(graph.rootNode))
              .toList();
      return TreeEnsemble.of(trees, width, divisor(model), base(model));
    } catch (BadModelException e) {
      throw e;
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      throw new BadModelException("The MOJO's trees are not sound: " + e, e);
    }
  }

  private static double divisor(SharedTreeMojoModel model) {
    return model instanceof DrfMojoModel ? model.getNTreeGroups() : 1;
  }

  private static double base(SharedTreeMojoModel model) {
    if (model instanceof GbmMojoModel gbm) {
      if (gbm._link_function != LinkFunctionType.identity) {
        throw new BadModelException(
            "The MOJO is a GBM with link %s; positions need identity."
                .formatted(gbm._link_function));
      }
      return gbm.getInitF();
    }
    return 0;
  }

  private TreeNode node(SharedTreeNode node) {
    if (node.getLeftChild() == null) {
      return new TreeNode.Leaf(node.getPredValue());
    }
    TreeNode left = node(node.getLeftChild());
    TreeNode right = node(node.getRightChild());
    int column = sources[node.getColId()];
    boolean missingRight = !node.isLeftward();
    String[] domain = domains[node.getColId()];
    if (domain == null) {
      // Where only missing values are told apart, the threshold is NaN and numbers go left.
      return new TreeNode.NumberSplit(column, node.getSplitValue(), missingRight, left, right);
    }
    BitSet rightLevels = rightLevels(node, domain.length, missingRight);
    return new TreeNode.LevelSplit(column, domain.length, rightLevels, missingRight, left, right);
  }

  private static BitSet rightLevels(SharedTreeNode node, int levels, boolean missingRight) {
    BitSet rightLevels = new BitSet(levels);
    if (node.isNaVsRest()) {
      return rightLevels;
    }
    GenmodelBitSet bits = node.isBitset() ? node.getBs() : null;
    for (int level = 0; level < levels; level++) {
      boolean right;
      if (bits == null) {
        right = level >= node.getSplitValue();
      } else {
        right = bits.isInRange(level) ? bits.contains(level) : missingRight;
      }
      rightLevels.set(level, right);
    }
    return rightLevels;
  }
}
