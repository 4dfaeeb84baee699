package io.shardsteer.common.model;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.steering.PositionModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Regression trees that score without allocating. Immutable and thread-safe.
 *
 * <p>All trees lie in flat arrays. Node i reads column {@code column[i]}, or is a leaf where that
 * is {@link #LEAF}; {@code value[i]} is its threshold or its prediction; its children are {@code
 * left[i]} and {@code left[i] + 1}. A node that splits levels has {@code levels[i] > 0} and the
 * bits of its right-going levels from {@code firstWord[i]} in {@code words}. Children lie beside
 * each other and parents before children, so that a walk moves forward through memory.
 */
public final class TreeEnsemble implements PositionModel {
  private static final int LEAF = -1;

  private final int width;
  private final double divisor;
  private final double base;
  private final int[] roots;

  private final int[] column;
  private final float[] value;
  private final int[] left;
  private final boolean[] missingRight;
  private final int[] levels;
  private final int[] firstWord;
  private final long[] words;

  private TreeEnsemble(int width, double divisor, double base, int[] roots, Flattening flat) {
    this.width = width;
    this.divisor = divisor;
    this.base = base;
    this.roots = roots;
    int nodes = flat.nodes.size();
    column = new int[nodes];
    value = new float[nodes];
    left = flat.left.stream().mapToInt(Integer::intValue).toArray();
    missingRight = new boolean[nodes];
    levels = new int[nodes];
    firstWord = new int[nodes];
    List<long[]> bits = new ArrayList<>();
    int words = 0;
    for (int i = 0; i < nodes; i++) {
      TreeNode node = flat.nodes.get(i);
      if (node instanceof TreeNode.Leaf leaf) {
        column[i] = LEAF;
        value[i] = leaf.value();
      } else if (node instanceof TreeNode.NumberSplit split) {
        column[i] = split.column();
        value[i] = split.threshold();
        missingRight[i] = split.missingRight();
      } else if (node instanceof TreeNode.LevelSplit split) {
        column[i] = split.column();
        missingRight[i] = split.missingRight();
        levels[i] = split.levels();
        firstWord[i] = words;
        long[] own = words(split.rightLevels(), split.levels());
        bits.add(own);
        words += own.length;
      }
    }
    this.words = bits.stream().flatMapToLong(Arrays::stream).toArray();
    check();
  }

  /**
   * @param trees the trees' roots
   * @param width columns of a feature row
   * @param divisor the sum of the trees' predictions is divided by it
   * @param base is added then
   * @throws IllegalArgumentException if there is no tree, a node reads a column that is not there,
   *     or a prediction is not a finite number
   */
  public static TreeEnsemble of(List<TreeNode> trees, int width, double divisor, double base) {
    if (trees.isEmpty() || !Double.isFinite(base) || !(divisor > 0)) {
      throw new IllegalArgumentException(
          "An ensemble needs trees, a positive divisor and a finite base, but they are %d, %s, %s."
              .formatted(trees.size(), divisor, base));
    }
    Flattening flat = new Flattening();
    int[] roots = trees.stream().mapToInt(flat::add).toArray();
    return new TreeEnsemble(width, divisor, base, roots, flat);
  }

  @Override
  public double position(double[] features) {
    double sum = 0;
    for (int root : roots) {
      sum += value[leaf(root, features)];
    }
    return position(sum);
  }

  @Override
  public NumberSet bound(NumberSet[] features) {
    return new TreeBounds(this).bound(features);
  }

  /** The sum of predictions as a position. */
  double position(double sum) {
    return sum / divisor + base;
  }

  int root(int tree) {
    return roots[tree];
  }

  boolean isLeaf(int node) {
    return column[node] == LEAF;
  }

  /** The column that a node looks at. */
  int column(int node) {
    return column[node];
  }

  /** A leaf's prediction or a threshold. */
  float value(int node) {
    return value[node];
  }

  /** The left child; the right one is the next node. */
  int left(int node) {
    return left[node];
  }

  /** 0 for a node that compares with a threshold. */
  int levels(int node) {
    return levels[node];
  }

  boolean missingGoesRight(int node) {
    return missingRight[node];
  }

  /** Where a level goes at a node that splits levels. */
  boolean levelGoesRight(int node, int level) {
    return (words[firstWord[node] + (level >>> 6)] >>> level & 1) != 0;
  }

  int width() {
    return width;
  }

  private int leaf(int root, double[] features) {
    int node = root;
    while (column[node] != LEAF) {
      node = left[node] + (goesRight(node, features[column[node]]) ? 1 : 0);
    }
    return node;
  }

  private boolean goesRight(int node, double feature) {
    if (levels[node] == 0) {
      return feature >= value[node] || (missingRight[node] && Double.isNaN(feature));
    }
    if (!(feature >= 0 && feature < levels[node])) {
      return missingRight[node];
    }
    return levelGoesRight(node, (int) feature);
  }

  /** The columns that are looked at on a row's way through the trees. */
  public BitSet columnsOnTheWay(double[] features) {
    BitSet columns = new BitSet(width);
    for (int root : roots) {
      int node = root;
      while (column[node] != LEAF) {
        columns.set(column[node]);
        node = left[node] + (goesRight(node, features[column[node]]) ? 1 : 0);
      }
    }
    return columns;
  }

  /** The number of trees. */
  public int trees() {
    return roots.length;
  }

  /** The number of nodes of all trees, leaves included. */
  public int nodes() {
    return column.length;
  }

  private void check() {
    for (int i = 0; i < column.length; i++) {
      if (column[i] == LEAF && !Float.isFinite(value[i])) {
        throw new IllegalArgumentException("Leaf %d predicts %s.".formatted(i, value[i]));
      }
      if (column[i] < LEAF || column[i] >= width) {
        throw new IllegalArgumentException(
            "Node %d reads column %d of rows of %d columns.".formatted(i, column[i], width));
      }
    }
  }

  private static long[] words(BitSet bits, int count) {
    return Arrays.copyOf(bits.toLongArray(), (count + 63) >>> 6);
  }

  /** Numbers the nodes, siblings next to each other. */
  private static final class Flattening {
    final List<TreeNode> nodes = new ArrayList<>();
    final List<Integer> left = new ArrayList<>();

    int add(TreeNode root) {
      int index = append(root);
      for (int i = index; i < nodes.size(); i++) {
        TreeNode node = nodes.get(i);
        if (node instanceof TreeNode.NumberSplit split) {
          left.set(i, append(split.left()));
          append(split.right());
        } else if (node instanceof TreeNode.LevelSplit split) {
          left.set(i, append(split.left()));
          append(split.right());
        }
      }
      return index;
    }

    private int append(TreeNode node) {
      nodes.add(node);
      left.add(0);
      return nodes.size() - 1;
    }
  }
}
