package io.shardsteer.trainer.ordering;

/**
 * Records as points: one row per record, one number per dimension, and the load that each stands
 * for. Immutable as long as nobody writes to the arrays that it was made from; thread-safe.
 *
 * <p>A missing value is {@link #MISSING}, which lies below every other value, so that records
 * without a field form a side of their own.
 */
public final class Points {
  /** Where a missing value lies. */
  public static final double MISSING = Double.NEGATIVE_INFINITY;

  private final double[][] rows;
  private final double[] loads;
  private final int dimensions;
  private final double totalLoad;

  /**
   * @param rows values, [row][dimension]; NaN means missing
   * @param loads what each row stands for, above 0
   * @throws IllegalArgumentException if the counts differ or a row has another width
   */
  public Points(double[][] rows, double[] loads) {
    if (rows.length != loads.length) {
      throw new IllegalArgumentException(
          "Every row has a load, but there are %d rows and %d loads."
              .formatted(rows.length, loads.length));
    }
    this.rows = rows;
    this.loads = loads;
    this.dimensions = rows.length == 0 ? 0 : rows[0].length;
    double total = 0;
    for (int row = 0; row < rows.length; row++) {
      if (rows[row].length != dimensions) {
        throw new IllegalArgumentException(
            "Row %d has %d dimensions instead of %d.".formatted(row, rows[row].length, dimensions));
      }
      total += loads[row];
    }
    this.totalLoad = total;
  }

  public int size() {
    return rows.length;
  }

  public int dimensions() {
    return dimensions;
  }

  /** The value, or {@link #MISSING}. */
  public double value(int row, int dimension) {
    return orMissing(rows[row][dimension]);
  }

  public double load(int row) {
    return loads[row];
  }

  public double totalLoad() {
    return totalLoad;
  }

  /** A value as it is ordered: NaN becomes {@link #MISSING}. */
  static double orMissing(double value) {
    return Double.isNaN(value) ? MISSING : value;
  }
}
