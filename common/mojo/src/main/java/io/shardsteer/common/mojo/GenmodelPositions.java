package io.shardsteer.common.mojo;

import hex.genmodel.MojoModel;
import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.model.LinearBounds;
import io.shardsteer.common.steering.PositionModel;

/**
 * Positions by H2O's own scoring code. That code keeps state in the model (DeepLearning) and writes
 * into the row (GLM), so every thread has a model and a row of its own. It throws on infinities and
 * unknown levels, so these are passed as missing.
 */
final class GenmodelPositions implements PositionModel {
  private final int[] sources;
  private final int[] levels;
  private final int[] levelsOfFeatures;
  private final boolean linear;
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
   * @param width columns of a feature row
   * @param linear whether each column adds a term of its own to the position
   */
  GenmodelPositions(
      UnpackedMojo mojo, int[] sources, String[][] domains, int width, boolean linear) {
    this.sources = sources;
    this.linear = linear;
    levels = new int[sources.length];
    levelsOfFeatures = new int[width];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = domains[i] == null ? 0 : domains[i].length;
      levelsOfFeatures[sources[i]] = levels[i];
    }
    scorer = ThreadLocal.withInitial(() -> new Scorer(mojo.newModel(), new Row(sources.length)));
  }

  @Override
  public NumberSet bound(NumberSet[] features) {
    return linear ? LinearBounds.of(this, features, levelsOfFeatures) : NumberSet.ALL;
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
