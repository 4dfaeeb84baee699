package io.shardsteer.common.feature;

import io.shardsteer.common.config.FeatureSpec;
import java.util.List;

/**
 * Turns field values into a feature row: the same code for training and for serving. Immutable;
 * threads may share it if each has its own values and row.
 */
public final class FeatureExtractor {
  private final CompiledFeature[] features;
  private final int[] offsets;
  private final List<FeatureColumn> columns;

  private FeatureExtractor(List<CompiledFeature> features) {
    this.features = features.toArray(CompiledFeature[]::new);
    columns = features.stream().flatMap(feature -> feature.columns().stream()).toList();
    offsets = new int[features.size()];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = offsets[i - 1] + this.features[i - 1].columns().size();
    }
  }

  /**
   * @param specs the pipeline's features; their order is the order of the columns
   * @param paths holds every field of the features
   * @param fitted what the specs need from a sample
   * @throws IllegalArgumentException if a field or a fitted part is missing, naming it
   */
  public static FeatureExtractor of(
      List<FeatureSpec> specs, FieldPaths paths, FittedFeatures fitted) {
    return new FeatureExtractor(
        specs.stream().map(spec -> FeatureKinds.compile(spec, paths, fitted)).toList());
  }

  /** The columns of a row, in order. */
  public List<FeatureColumn> columns() {
    return columns;
  }

  /** The number of columns. */
  public int width() {
    return columns.size();
  }

  /**
   * Allocates nothing.
   *
   * @param values of the paths that this extractor was made for
   * @param into at least {@link #width()} long; NaN marks what is missing
   */
  public void extract(FieldValues values, double[] into) {
    for (int i = 0; i < features.length; i++) {
      features[i].extract(values, into, offsets[i]);
    }
  }
}
