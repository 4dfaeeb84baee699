package io.shardsteer.common.routing;

import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.steering.PositionModel;

/**
 * A loaded and checked model as the decision needs it: from a record's fields to a position.
 * Thread-safe if its parts are.
 *
 * @param version {@link io.shardsteer.common.steering.ModelRef#version()}, 1 and up
 * @param width columns of a feature row
 * @param features fills a row from a record's fields
 * @param positions predicts the position of a row
 */
public record RoutedModel(int version, int width, FeatureRow features, PositionModel positions) {
  /** From a record's fields to a row of features. */
  @FunctionalInterface
  public interface FeatureRow {
    /**
     * @param values the record's fields
     * @param into the row, at least as long as the model is wide; overwritten
     */
    void extract(FieldValues values, double[] into);
  }

  public RoutedModel {
    if (version < 1) {
      throw new IllegalArgumentException("A model's version is 1 and up, but it is " + version);
    }
  }

  /** A model from a package. */
  public static RoutedModel of(LoadedModel model) {
    return new RoutedModel(
        model.ref().version(),
        model.features().width(),
        model.features()::extract,
        model.positions());
  }
}
