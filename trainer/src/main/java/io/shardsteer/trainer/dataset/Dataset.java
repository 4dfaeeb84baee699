package io.shardsteer.trainer.dataset;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.feature.FittedFeatures;
import io.shardsteer.common.feature.WordVectors;
import io.shardsteer.common.message.Sample;
import io.shardsteer.trainer.ordering.Points;
import io.shardsteer.trainer.ordering.QueryShape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Samples of one pipeline in the order of their publish times: the features that a model sees, the
 * query dimensions that the order is made in, and what each record weighs. Immutable; the arrays
 * that it hands out are not to be written to.
 */
public final class Dataset {
  private final FittedFeatures fitted;
  private final List<FeatureColumn> columns;
  private final List<String> dimensions;
  private final List<QueryShape> queries;
  private final List<Sample> samples;
  private final double[][] features;
  private final double[][] points;
  private final double[] loads;

  private Dataset(
      FittedFeatures fitted,
      List<FeatureColumn> columns,
      List<String> dimensions,
      List<QueryShape> queries,
      List<Sample> samples,
      double[][] features,
      double[][] points,
      double[] loads) {
    this.fitted = fitted;
    this.columns = columns;
    this.dimensions = dimensions;
    this.queries = queries;
    this.samples = samples;
    this.features = features;
    this.points = points;
    this.loads = loads;
  }

  /**
   * The samples that an order can be made of: all, or those whose outcomes are known where the
   * pipeline has outcomes.
   */
  public static List<Sample> usable(List<Sample> samples, PipelineConfig config) {
    return config.outcomes().isNone()
        ? samples
        : samples.stream().filter(s -> JoinedOutcomes.isKnown(s, config.outcomes())).toList();
  }

  /** Takes the newest {@code training.max_samples} and fits the features to the earlier of them. */
  public static Dataset of(List<Sample> unordered, PipelineConfig config) {
    return of(unordered, config, Map.of());
  }

  /**
   * Takes the newest {@code training.max_samples} and fits the features, all but the word vectors,
   * to those of them that a model may learn from: what it is judged by is as unknown to its
   * features as to itself.
   *
   * @param words vectors by feature
   */
  public static Dataset of(
      List<Sample> unordered, PipelineConfig config, Map<String, WordVectors> words) {
    List<Sample> samples = newest(unordered, config);
    return of(samples, config, FeatureRows.fittedTo(learned(unordered, config), config, words));
  }

  /** Takes the newest {@code training.max_samples} with features that are fitted already. */
  public static Dataset of(List<Sample> unordered, PipelineConfig config, FittedFeatures fitted) {
    return of(newest(unordered, config), config, new FeatureRows(config, fitted));
  }

  /** The newest {@code training.max_samples} in the order of their publish times. */
  public static List<Sample> newest(List<Sample> unordered, PipelineConfig config) {
    List<Sample> ordered =
        unordered.stream().sorted(Comparator.comparingLong(Sample::publishMillis)).toList();
    int surplus = Math.max(0, ordered.size() - config.training().maxSamples());
    return ordered.subList(surplus, ordered.size());
  }

  /** Those of the newest {@code training.max_samples} that a model may learn from. */
  public static List<Sample> learned(List<Sample> unordered, PipelineConfig config) {
    List<Sample> samples = newest(unordered, config);
    return samples.subList(0, boundary(samples.size(), config.training().holdout()));
  }

  private static Dataset of(List<Sample> samples, PipelineConfig config, FeatureRows rows) {
    QuerySpace space = QuerySpace.of(config, rows.paths(), rows.columns());
    double[][] features = rows.of(samples);
    double[][] points = new double[samples.size()][];
    double[] loads = new double[samples.size()];
    boolean bytes = config.shards().load() == Load.BYTES;
    for (int row = 0; row < loads.length; row++) {
      Sample sample = samples.get(row);
      points[row] = space.point(rows.values(sample), features[row]);
      loads[row] = sample.weight() * (bytes ? Math.max(1, sample.bytes()) : 1);
    }
    return new Dataset(
        rows.fitted(),
        rows.columns(),
        space.names(),
        space.shapes(),
        samples,
        features,
        points,
        loads);
  }

  /** The rows of a span, from inclusive, to exclusive. */
  public Dataset rows(int from, int to) {
    return new Dataset(
        fitted,
        columns,
        dimensions,
        queries,
        samples.subList(from, to),
        Arrays.copyOfRange(features, from, to),
        Arrays.copyOfRange(points, from, to),
        Arrays.copyOfRange(loads, from, to));
  }

  /** The older rows, all but the given newest share. */
  public Dataset earlier(double holdout) {
    return rows(0, boundary(size(), holdout));
  }

  /** The newest share of the rows: what a model made from the earlier ones is judged by. */
  public Dataset later(double holdout) {
    return rows(boundary(size(), holdout), size());
  }

  private static int boundary(int size, double holdout) {
    return size - (int) Math.round(size * holdout);
  }

  public int size() {
    return samples.size();
  }

  public FittedFeatures fitted() {
    return fitted;
  }

  /** The columns of a feature row. */
  public List<FeatureColumn> columns() {
    return columns;
  }

  /** Names of the dimensions of a point. */
  public List<String> dimensions() {
    return dimensions;
  }

  /** The declared queries over the dimensions, or a box without preference. */
  public List<QueryShape> queries() {
    return queries;
  }

  public List<Sample> samples() {
    return samples;
  }

  public Sample sample(int row) {
    return samples.get(row);
  }

  /** Feature rows, [row][column]; NaN is missing, a categorical value is its level's index. */
  public double[][] features() {
    return features;
  }

  /** The rows in the space of the queries. */
  public Points points() {
    return new Points(points, loads);
  }

  /** Records or bytes that each row stands for, above 0. */
  public double[] loads() {
    return loads;
  }
}
