package io.shardsteer.trainer.ordering;

import java.util.List;

/**
 * Makes orderings by balanced bisection (k-d trees: Bentley, CACM 18(9), 1975) of load-weighted
 * points. Each part is divided near its {@linkplain Grid#aim aim} in the dimension that the fewest
 * weighted queries straddle per bit of order gained: a division into shares p and q gains {@code -p
 * log2 p - q log2 q} bits, so one that splits off a sliver is not taken for a good one.
 */
public final class Bisection {
  private final List<String> dimensions;
  private final Points points;
  private final DrawnQueries drawn;
  private final Grid grid;

  public Bisection(List<String> dimensions, Points points, DrawnQueries drawn, Grid grid) {
    this.dimensions = List.copyOf(dimensions);
    this.points = points;
    this.drawn = drawn;
    this.grid = grid;
  }

  /** An ordering that owes nothing to an earlier one. */
  public Ordering fresh() {
    Region whole = Region.whole(points, drawn);
    return new Ordering(dimensions, divide(whole, 0, 1, new boolean[dimensions.size()]));
  }

  /**
   * An earlier ordering as it is: no threshold moves and no two records change their places. Its
   * cells become as wide as they are heavy now; those that are too heavy are divided, and parts
   * that have become much lighter than a cell are joined.
   */
  public Ordering refined(Ordering earlier) {
    Region whole = Region.whole(points, drawn);
    return new Ordering(
        dimensions, refine(earlier.root(), whole, 0, 1, new boolean[dimensions.size()]));
  }

  private Node refine(Node earlier, Region region, double from, double to, boolean[] descending) {
    if (!(earlier instanceof Node.Split split)) {
      return divide(region, from, to, descending);
    }
    if (grid.isNegligible(from, to)) {
      return new Node.Cell(from, to);
    }
    int dimension = split.dimension();
    Region below = region.side(points, dimension, split.threshold(), true);
    Region above = region.side(points, dimension, split.threshold(), false);
    boolean first = split.belowFirst();
    double border = from + (first ? below : above).load() / region.load() * (to - from);
    boolean[] turned = turned(descending, dimension);
    return new Node.Split(
        dimension,
        split.threshold(),
        first,
        first
            ? refine(split.below(), below, from, border, descending)
            : refine(split.below(), below, border, to, turned),
        first
            ? refine(split.above(), above, border, to, turned)
            : refine(split.above(), above, from, border, descending));
  }

  private Node divide(Region region, double from, double to, boolean[] descending) {
    if (grid.isFine(from, to)) {
      return new Node.Cell(from, to);
    }
    double aim = grid.aim(from, to);
    Choice best = null;
    double lowestCost = Double.POSITIVE_INFINITY;
    for (int dimension = 0; dimension < dimensions.size(); dimension++) {
      Straddling straddling = null;
      double wanted = belowShare(from, to, aim, !descending[dimension]);
      for (Choice choice : near(region, dimension, wanted)) {
        if (straddling == null) {
          straddling = new Straddling(points, drawn, region, dimension);
        }
        double cost = straddling.weight(choice.threshold(), choice.below()) / bits(choice.below());
        if (cost < lowestCost) {
          lowestCost = cost;
          best = choice;
        }
      }
    }
    return best == null ? new Node.Cell(from, to) : divided(best, region, from, to, descending);
  }

  private Node divided(Choice choice, Region region, double from, double to, boolean[] descending) {
    int dimension = choice.dimension();
    boolean belowFirst = !descending[dimension];
    double border = border(choice, belowFirst, from, to);
    Region below = region.side(points, dimension, choice.threshold(), true);
    Region above = region.side(points, dimension, choice.threshold(), false);
    boolean[] turned = turned(descending, dimension);
    Node first = divide(belowFirst ? below : above, from, border, descending);
    Node second = divide(belowFirst ? above : below, border, to, turned);
    return belowFirst
        ? new Node.Split(dimension, choice.threshold(), true, first, second)
        : new Node.Split(dimension, choice.threshold(), false, second, first);
  }

  /**
   * The second side starts where the first ended, like a plough: other dimensions run backwards.
   */
  private static boolean[] turned(boolean[] descending, int dimension) {
    boolean[] turned = descending.clone();
    for (int other = 0; other < turned.length; other++) {
      turned[other] = (other == dimension) == descending[other];
    }
    return turned;
  }

  /** The thresholds of a dimension on both sides of the wanted share; fewer where it has ties. */
  private List<Choice> near(Region region, int dimension, double wanted) {
    int[] rows = region.sorted()[dimension];
    Choice under = null;
    double load = 0;
    for (int i = 1; i < rows.length; i++) {
      load += points.load(rows[i - 1]);
      double value = points.value(rows[i], dimension);
      double previous = points.value(rows[i - 1], dimension);
      if (value > previous) {
        Choice choice = new Choice(dimension, between(previous, value), load / region.load());
        if (choice.below() >= wanted) {
          return under == null ? List.of(choice) : List.of(under, choice);
        }
        under = choice;
      }
    }
    return under == null ? List.of() : List.of(under);
  }

  /** A threshold between two values: above the lower, at most the higher. */
  private static double between(double lower, double higher) {
    if (lower == Points.MISSING) {
      return -Double.MAX_VALUE;
    }
    double middle = lower + (higher - lower) / 2;
    return middle > lower ? middle : higher;
  }

  private static double belowShare(double from, double to, double aim, boolean belowFirst) {
    double first = Math.max(0, Math.min((aim - from) / (to - from), 1));
    return belowFirst ? first : 1 - first;
  }

  private static double border(Choice choice, boolean belowFirst, double from, double to) {
    double first = belowFirst ? choice.below() : 1 - choice.below();
    return from + first * (to - from);
  }

  private static double bits(double share) {
    double other = 1 - share;
    return -(share * Math.log(share) + other * Math.log(other)) / Math.log(2);
  }

  /**
   * @param below share of the region's load below the threshold, in (0,1)
   */
  private record Choice(int dimension, double threshold, double below) {}
}
