package io.shardsteer.trainer.training;

import io.shardsteer.common.feature.FeatureColumn;
import java.util.Arrays;
import java.util.List;
import water.DKV;
import water.Key;
import water.Scope;
import water.fvec.Frame;
import water.fvec.Vec;

/** Feature rows, labels and weights as a frame in H2O's memory, which the present scope frees. */
final class TrainingFrame {
  /** Column of the labels; no feature's name begins with a dot. */
  static final String LABEL = ".position";

  static final String WEIGHT = ".weight";

  private TrainingFrame() {}

  static Frame of(List<FeatureColumn> columns, double[][] rows, double[] labels, double[] weights) {
    check(columns, rows, labels, weights);
    int width = columns.size();
    String[] names = new String[width + 2];
    Vec[] vecs = new Vec[width + 2];
    for (int c = 0; c < width; c++) {
      FeatureColumn column = columns.get(c);
      names[c] = column.name();
      double[] values = values(rows, c, column);
      vecs[c] =
          column.isCategorical()
              ? Vec.makeVec(values, column.levels().toArray(String[]::new), Vec.newKey())
              : Vec.makeVec(values, Vec.newKey());
    }
    names[width] = LABEL;
    vecs[width] = Vec.makeVec(labels, Vec.newKey());
    names[width + 1] = WEIGHT;
    vecs[width + 1] = Vec.makeVec(withMeanOne(weights), Vec.newKey());
    Frame frame = new Frame(Key.<Frame>make(), names, vecs);
    DKV.put(frame);
    return Scope.track(frame);
  }

  private static double[] values(double[][] rows, int c, FeatureColumn column) {
    int levels = column.levels().size();
    double[] values = new double[rows.length];
    for (int r = 0; r < rows.length; r++) {
      double value = rows[r][c];
      boolean usable =
          column.isCategorical() ? value >= 0 && value < levels : !Double.isInfinite(value);
      values[r] = usable ? value : Double.NaN;
    }
    return values;
  }

  /** H2O's {@code min_rows} counts weights, so they have to be about one per row. */
  private static double[] withMeanOne(double[] weights) {
    double mean = Arrays.stream(weights).average().orElse(1);
    return Arrays.stream(weights).map(weight -> weight / mean).toArray();
  }

  private static void check(
      List<FeatureColumn> columns, double[][] rows, double[] labels, double[] weights) {
    if (rows.length == 0 || columns.isEmpty()) {
      throw new TrainingException(
          "A training needs rows and columns, but there are %d rows of %d columns."
              .formatted(rows.length, columns.size()));
    }
    if (labels.length != rows.length || weights.length != rows.length) {
      throw new IllegalArgumentException(
          "%d rows need as many labels and weights, but there are %d and %d."
              .formatted(rows.length, labels.length, weights.length));
    }
    for (int r = 0; r < rows.length; r++) {
      if (!Double.isFinite(labels[r]) || !(weights[r] > 0) || Double.isInfinite(weights[r])) {
        throw new IllegalArgumentException(
            "Row %d needs a finite label and a positive weight, but they are %s and %s."
                .formatted(r, labels[r], weights[r]));
      }
    }
    for (int c = 0; c < columns.size(); c++) {
      if (!isConstant(rows, c)) {
        return;
      }
    }
    throw new TrainingException(
        """
        All %d columns are constant over the %d sampled records: there is nothing to learn from.
        Add features that differ between records to feature_extraction_pipeline."""
            .formatted(columns.size(), rows.length));
  }

  private static boolean isConstant(double[][] rows, int c) {
    for (double[] row : rows) {
      if (Double.compare(row[c], rows[0][c]) != 0) {
        return false;
      }
    }
    return true;
  }
}
