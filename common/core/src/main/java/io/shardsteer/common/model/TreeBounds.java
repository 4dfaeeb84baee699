package io.shardsteer.common.model;

import io.shardsteer.common.bounds.NumberSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Finds where an ensemble can place rows whose features lie in given sets.
 *
 * <p>A tree is walked into every branch that a row can take; what a branch says about a column is
 * kept in mind below it. One tree gives the leaves that can be reached. Of several, each alone
 * would give an interval whose sum ignores that all see the same row; so the region of rows is
 * divided at the highest undecided node of the tree that leaves most open, the widest region first,
 * until they are narrow or enough in number (branch and bound, after Land and Doig 1960). Sums are
 * added in the order in which {@link TreeEnsemble#position} adds them: rounding never turns an
 * order around, so the bounds are exact. Not thread-safe.
 */
final class TreeBounds {
  /** Most regions that are looked into. */
  private static final int MOST_REGIONS = 256;

  /** Positions that are so near to each other are good enough. */
  private static final double NARROW = 1.0 / 4096;

  private static final int DECIDED = -1;

  private final TreeEnsemble trees;

  TreeBounds(TreeEnsemble trees) {
    this.trees = trees;
  }

  NumberSet bound(NumberSet[] features) {
    Rows rows = new Rows(features);
    if (rows.areNone(trees.width())) {
      return NumberSet.EMPTY;
    }
    if (trees.trees() == 1) {
      List<Double> leaves = new ArrayList<>();
      collect(trees.root(0), rows, leaves);
      return NumberSet.ofAll(
          leaves.stream().mapToDouble(leaf -> trees.position(leaf)).distinct().toArray());
    }
    return divide(rows);
  }

  private void collect(int node, Rows rows, List<Double> leaves) {
    if (trees.isLeaf(node)) {
      leaves.add((double) trees.value(node));
      return;
    }
    for (int side = 0; side < 2; side++) {
      Rows some = rows.at(trees, node, side == 1);
      if (some != null) {
        collect(trees.left(node) + side, some, leaves);
      }
    }
  }

  /** A region of rows and where they can be placed. */
  private record Region(Rows rows, double low, double high, int undecided) {
    double width() {
      return high - low;
    }
  }

  private NumberSet divide(Rows all) {
    PriorityQueue<Region> open =
        new PriorityQueue<>(Comparator.comparingDouble(Region::width).reversed());
    List<Region> done = new ArrayList<>();
    open.add(region(all));
    while (!open.isEmpty() && open.size() + done.size() < MOST_REGIONS) {
      Region widest = open.remove();
      if (widest.undecided() == DECIDED || widest.width() <= NARROW) {
        done.add(widest);
        continue;
      }
      for (int side = 0; side < 2; side++) {
        Rows some = widest.rows().at(trees, widest.undecided(), side == 1);
        if (some != null) {
          open.add(region(some));
        }
      }
    }
    done.addAll(open);
    return NumberSet.ofIntervals(
        done.stream().mapToDouble(Region::low).toArray(),
        done.stream().mapToDouble(Region::high).toArray());
  }

  private Region region(Rows rows) {
    double low = 0;
    double high = 0;
    double mostOpen = 0;
    int undecided = DECIDED;
    Range range = new Range();
    for (int tree = 0; tree < trees.trees(); tree++) {
      range.low = Float.POSITIVE_INFINITY;
      range.high = Float.NEGATIVE_INFINITY;
      range.undecided = DECIDED;
      widen(range, trees.root(tree), rows);
      low += range.low;
      high += range.high;
      if (range.high - range.low > mostOpen) {
        mostOpen = range.high - range.low;
        undecided = range.undecided;
      }
    }
    return new Region(rows, trees.position(low), trees.position(high), undecided);
  }

  /** The leaves of one tree that can be reached, and its highest node with rows on both sides. */
  private static final class Range {
    float low;
    float high;
    int undecided;
  }

  private void widen(Range range, int root, Rows rows) {
    int node = root;
    while (!trees.isLeaf(node)) {
      Rows left = rows.at(trees, node, false);
      Rows right = rows.at(trees, node, true);
      if (left != null && right != null) {
        if (range.undecided == DECIDED) {
          range.undecided = node;
        }
        widen(range, trees.left(node), left);
        widen(range, trees.left(node) + 1, right);
        return;
      }
      if (left == null && right == null) {
        return;
      }
      node = trees.left(node) + (left == null ? 1 : 0);
    }
    range.low = Math.min(range.low, trees.value(node));
    range.high = Math.max(range.high, trees.value(node));
  }

  /**
   * The rows whose features lie in their sets and took certain branches: of each column the numbers
   * from {@code from} to below {@code to}, and missing where {@code missing}. Levels that branches
   * have excluded are marked. Immutable; what a branch does not change is shared.
   */
  private static final class Rows {
    private final NumberSet[] sets;
    private final double[] from;
    private final double[] to;
    private final boolean[] missing;
    private final long[][] excluded;

    Rows(NumberSet[] sets) {
      this.sets = sets;
      from = new double[sets.length];
      to = new double[sets.length];
      missing = new boolean[sets.length];
      excluded = new long[sets.length][];
      for (int i = 0; i < sets.length; i++) {
        from[i] = Double.NEGATIVE_INFINITY;
        to[i] = Double.POSITIVE_INFINITY;
        missing[i] = sets[i].hasMissing();
        excluded[i] = new long[0];
      }
    }

    private Rows(Rows rows, int column, double from, double to, boolean missing, long[] excluded) {
      sets = rows.sets;
      this.from = changed(rows.from, column, from);
      this.to = changed(rows.to, column, to);
      this.missing = rows.missing.clone();
      this.missing[column] = missing;
      this.excluded = rows.excluded.clone();
      this.excluded[column] = excluded;
    }

    private static double[] changed(double[] values, int column, double value) {
      if (values[column] == value) {
        return values;
      }
      double[] copy = values.clone();
      copy[column] = value;
      return copy;
    }

    boolean areNone(int width) {
      for (int i = 0; i < width; i++) {
        if (sets[i].isEmpty()) {
          return true;
        }
      }
      return false;
    }

    /** Those of the rows that go to a side of a node; null where there are none. */
    @Nullable Rows at(TreeEnsemble trees, int node, boolean right) {
      return trees.levels(node) == 0
          ? atThreshold(trees, node, right)
          : atLevels(trees, node, right);
    }

    private @Nullable Rows atThreshold(TreeEnsemble trees, int node, boolean right) {
      int column = trees.column(node);
      double threshold = trees.value(node);
      boolean stillMissing = missing[column] && trees.missingGoesRight(node) == right;
      double low = from[column];
      double high = to[column];
      if (Double.isNaN(threshold)) {
        // Every number goes left.
        high = right ? low : high;
      } else if (right) {
        low = Math.max(low, threshold);
      } else {
        high = Math.min(high, threshold);
      }
      boolean numbers =
          high == Double.POSITIVE_INFINITY
              ? sets[column].meets(low, high)
              : sets[column].meetsBelow(low, high);
      return numbers || stillMissing
          ? new Rows(this, column, low, numbers ? high : low, stillMissing, excluded[column])
          : null;
    }

    private @Nullable Rows atLevels(TreeEnsemble trees, int node, boolean right) {
      int column = trees.column(node);
      int levels = trees.levels(node);
      NumberSet set = sets[column];
      // A level's number may have a fraction that is cut off, also from just below 0.
      boolean noLevel =
          missing[column] || (set.hasNumbers() && (set.min() < 0 || set.max() >= levels));
      boolean missingComes = trees.missingGoesRight(node) == right;
      boolean found = noLevel && missingComes;
      long[] others = Arrays.copyOf(excluded[column], (levels + 63) >>> 6);
      for (int level = 0; level < levels; level++) {
        boolean out = (others[level >>> 6] >>> level & 1) != 0;
        if (!out && trees.levelGoesRight(node, level) != right) {
          others[level >>> 6] |= 1L << level;
        } else if (!out && !found) {
          found = set.meetsBelow(level, level + 1.0);
        }
      }
      return found
          ? new Rows(
              this, column, from[column], to[column], missing[column] && missingComes, others)
          : null;
    }
  }
}
