package io.shardsteer.deploy.replay.stream;

import java.util.Arrays;

/**
 * The queried fields of every record as numbers: one column a dimension, NaN where missing.
 * Immutable once filled.
 */
public final class Coordinates {
  private final double[][] columns;

  /**
   * @param dimensions at least 0
   * @param records number of records
   */
  public Coordinates(int dimensions, int records) {
    columns = new double[dimensions][records];
  }

  /** Sets the coordinates of a record. */
  public void set(int record, double[] point) {
    for (int d = 0; d < columns.length; d++) {
      columns[d][record] = point[d];
    }
  }

  public int dimensions() {
    return columns.length;
  }

  public double at(int record, int dimension) {
    return columns[dimension][record];
  }

  /** The values of a dimension for records {@code from} (inclusive) to {@code to} (exclusive). */
  public double[] slice(int dimension, int from, int to) {
    return Arrays.copyOfRange(columns[dimension], from, to);
  }
}
