package io.shardsteer.common.adapter.mojo;

import hex.genmodel.MojoModel;
import io.shardsteer.common.steering.PositionModel;

/**
 * Positions by H2O's own scoring code. That code keeps state in the model (DeepLearning) and writes
 * into the row (GLM), so every thread has a model and a row of its own. It throws on infinities and
 * unknown levels, so these are passed as missing.
 */
final class GenmodelPositions implements PositionModel {
  private final int[] sources;
  private final int[] levels;
  private final ThreadLocal<Scorer> scorer;

  /** What one thread scores with. */
  private record Scorer(MojoModel model, Row row) {}

  /** Reused from record to record. */
  private static final class Row {
    final double[] values;
    final double[] predictions = new double[1];

    Row(int width) {
      values = new double[width];
    }
  }

  /**
   * @param sources for each of the model's columns its index in a feature row
   * @param domains the levels of the model's columns, null for numbers
   */
  GenmodelPositions(UnpackedMojo mojo, int[] sources, String[][] domains) {
    this.sources = sources;
    levels = new int[sources.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = domains[i] == null ? 0 : domains[i].length;
    }
    scorer = ThreadLocal.withInitial(() -> new Scorer(mojo.newModel(), new Row(sources.length)));
  }

  @Override
  public double position(double[] features) {
    Scorer own = scorer.get();
    double[] values = own.row.values;
    for (int i = 0; i < values.length; i++) {
      double feature = features[sources[i]];
      boolean usable =
          levels[i] > 0 ? feature >= 0 && feature < levels[i] : !Double.isInfinite(feature);
      values[i] = usable ? feature : Double.NaN;
    }
    return own.model.score0(values, own.row.predictions)[0];
  }
}
