package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns field values into a feature row: the same code for training and for serving. Immutable;
 * threads may share it if each has its own values and row.
 */
public final class FeatureExtractor {
  private final CompiledFeature[] features;
  private final int[] offsets;

  /** The slots that each feature reads. */
  private final int[][] slots;

  private final List<FeatureColumn> columns;
  private final List<List<String>> fields;

  private FeatureExtractor(
      List<CompiledFeature> features, int[][] slots, List<List<String>> fields) {
    this.fields = fields;
    this.slots = slots;
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
        specs.stream().map(spec -> FeatureKinds.compile(spec, paths, fitted)).toList(),
        specs.stream()
            .map(spec -> spec.fields().stream().mapToInt(paths::slot).toArray())
            .toArray(int[][]::new),
        specs.stream().map(FeatureSpec::fields).toList());
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

  /**
   * The values that each column can have in rows of records whose fields hold what they may.
   *
   * @param fields of the paths that this extractor was made for
   */
  public NumberSet[] bound(FieldSets fields) {
    NumberSet[] bounds = new NumberSet[width()];
    for (int i = 0; i < features.length; i++) {
      Optional<Combinations> all = Combinations.of(fields, slots[i]);
      if (all.isPresent()) {
        boundByTrying(features[i], all.get(), bounds, offsets[i]);
      } else {
        features[i].bound(fields, bounds, offsets[i]);
      }
    }
    return bounds;
  }

  private void boundByTrying(
      CompiledFeature feature, Combinations combinations, NumberSet[] bounds, int at) {
    int end = at + feature.columns().size();
    Arrays.fill(bounds, at, end, NumberSet.EMPTY);
    double[] row = new double[width()];
    combinations.forEach(
        values -> {
          feature.extract(values, row, at);
          for (int column = at; column < end; column++) {
            bounds[column] = bounds[column].or(NumberSet.of(row[column]));
          }
        });
  }

  /**
   * Hands over every row that records can have, where all that the features read is known but for a
   * few choices.
   *
   * @param each is given the same row every time
   * @return false where there are too many; nothing was handed over then
   */
  public boolean forEachRow(FieldSets fields, Consumer<double[]> each) {
    int[] all = Arrays.stream(slots).flatMapToInt(Arrays::stream).distinct().toArray();
    Optional<Combinations> combinations = Combinations.of(fields, all);
    double[] row = new double[width()];
    combinations.ifPresent(
        it ->
            it.forEach(
                values -> {
                  extract(values, row);
                  each.accept(row);
                }));
    return combinations.isPresent();
  }

  /** The fields that a column is made from. */
  public List<String> fieldsOf(int column) {
    int feature = 0;
    while (feature + 1 < offsets.length && offsets[feature + 1] <= column) {
      feature++;
    }
    return fields.get(feature);
  }
}
