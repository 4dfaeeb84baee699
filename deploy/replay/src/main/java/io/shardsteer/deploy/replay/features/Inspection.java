package io.shardsteer.deploy.replay.features;

import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.feature.FittedFeatures;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.trainer.dataset.FeatureRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Extracts a sample with a model's fitted features and measures each of them. What a feature
 * matters is measured by permutation, after Breiman, "Random forests" (2001): all else stays, and
 * the feature's columns come from another record. So features that say the same share what they
 * matter.
 */
public final class Inspection {
  private static final String OTHER = "other";

  private final PipelineConfig config;
  private final @Nullable LoadedModel model;
  private final String reason;
  private final List<Sample> samples;
  private final List<FeatureColumn> columns;
  private final double[][] rows;
  private final double[] positions;

  private Inspection(
      PipelineConfig config,
      FittedFeatures fitted,
      @Nullable LoadedModel model,
      String reason,
      List<Sample> samples) {
    this.config = config;
    this.model = model;
    this.reason = reason;
    this.samples = samples;
    var features = new FeatureRows(config, fitted);
    columns = features.columns();
    rows = features.of(samples);
    positions =
        model == null
            ? new double[0]
            : Arrays.stream(rows).mapToDouble(model.positions()::position).toArray();
  }

  public static Inspection of(List<Sample> samples, PipelineConfig config, LoadedModel model) {
    return new Inspection(config, model.fitted(), model, "", samples);
  }

  /** Where no model comes of a sample, its features can still be looked at. */
  public static Inspection of(
      List<Sample> samples, PipelineConfig config, TrainedOnSample.Result result) {
    if (result instanceof TrainedOnSample.Result.Trained trained) {
      return of(samples, config, trained.model());
    }
    var none = (TrainedOnSample.Result.None) result;
    return new Inspection(config, none.fitted(), null, none.reason(), samples);
  }

  /** The figures of each feature, in the order of the pipeline file. */
  List<FeatureFigures> figures() {
    List<FeatureFigures> figures = new ArrayList<>();
    List<String> kinds = kinds(config);
    int from = 0;
    for (int i = 0; i < kinds.size(); i++) {
      FeatureSpec spec = config.featureExtractionPipeline().get(i);
      int to = from;
      while (to < columns.size() && belongs(columns.get(to).name(), spec.name())) {
        to++;
      }
      figures.add(figures(spec, kinds.get(i), from, to));
      from = to;
    }
    return figures;
  }

  /** A feature's columns have its name, perhaps with a dot and more behind. */
  private static boolean belongs(String column, String feature) {
    return column.equals(feature) || column.startsWith(feature + ".");
  }

  /** As the kinds stand in a pipeline file. */
  private static List<String> kinds(PipelineConfig config) {
    List<String> kinds = new ArrayList<>();
    if (PipelineConfigs.toMap(config).get("feature_extraction_pipeline") instanceof List<?> list) {
      for (Object feature : list) {
        kinds.add(feature instanceof Map<?, ?> map ? String.valueOf(map.get("kind")) : "");
      }
    }
    return kinds;
  }

  private FeatureFigures figures(FeatureSpec spec, String kind, int from, int to) {
    int missing = 0;
    int unknown = 0;
    for (int row = 0; row < rows.length; row++) {
      if (!samples.get(row).fields().keySet().containsAll(spec.fields())) {
        missing++;
      } else if (isUnknown(rows[row], from, to)) {
        unknown++;
      }
    }
    List<FeatureFigures.Column> described = new ArrayList<>();
    for (int column = from; column < to; column++) {
      described.add(describe(column));
    }
    return new FeatureFigures(
        spec.name(),
        kind,
        missing / (double) rows.length,
        unknown / (double) rows.length,
        matters(from, to),
        described);
  }

  private boolean isUnknown(double[] row, int from, int to) {
    for (int column = from; column < to; column++) {
      FeatureColumn described = columns.get(column);
      boolean other =
          described.isCategorical()
              && row[column] >= 0
              && described.levels().get((int) row[column]).equals(OTHER);
      if (Double.isNaN(row[column]) || other) {
        return true;
      }
    }
    return false;
  }

  private double matters(int from, int to) {
    if (model == null) {
      return Double.NaN;
    }
    int[] donors = shuffled(rows.length, config.model().seed());
    double moved = 0;
    for (int row = 0; row < rows.length; row++) {
      double[] mixed = rows[row].clone();
      System.arraycopy(rows[donors[row]], from, mixed, from, to - from);
      moved += Math.abs(clamped(model.positions().position(mixed)) - clamped(positions[row]));
    }
    return moved / rows.length;
  }

  private static double clamped(double position) {
    return Math.max(0, Math.min(1, position));
  }

  private static int[] shuffled(int size, long seed) {
    int[] order = new int[size];
    Arrays.setAll(order, i -> i);
    var random = new Random(seed);
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private FeatureFigures.Column describe(int column) {
    FeatureColumn described = columns.get(column);
    double[] values =
        Arrays.stream(rows)
            .mapToDouble(row -> row[column])
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    if (values.length == 0) {
      return new FeatureFigures.Column(described.name(), "-", "", "");
    }
    if (described.isCategorical()) {
      return new FeatureFigures.Column(described.name(), mostFrequent(described, values), "", "");
    }
    return new FeatureFigures.Column(
        described.name(), quantile(values, 0.05), quantile(values, 0.5), quantile(values, 0.95));
  }

  private static String mostFrequent(FeatureColumn column, double[] levels) {
    int[] counts = new int[column.levels().size()];
    for (double level : levels) {
      counts[(int) level]++;
    }
    int best = 0;
    for (int level = 1; level < counts.length; level++) {
      best = counts[level] > counts[best] ? level : best;
    }
    return "%s (%.0f %% of %d levels)"
        .formatted(column.levels().get(best), 100.0 * counts[best] / levels.length, counts.length);
  }

  private static String quantile(double[] sorted, double share) {
    double value = sorted[(int) Math.round(share * (sorted.length - 1))];
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  /** What is extracted from one record, column by column. */
  List<String> extracted(int record) {
    List<String> values = new ArrayList<>();
    for (int column = 0; column < columns.size(); column++) {
      FeatureColumn described = columns.get(column);
      double value = rows[record][column];
      String shown =
          Double.isNaN(value)
              ? "missing"
              : described.isCategorical()
                  ? described.levels().get((int) value)
                  : quantile(new double[] {value}, 0);
      values.add(described.name() + " = " + shown);
    }
    return values;
  }

  int records() {
    return rows.length;
  }

  Optional<LoadedModel> model() {
    return Optional.ofNullable(model);
  }

  /** Why there is no model; empty where there is one. */
  String reason() {
    return reason;
  }

  Sample sample(int record) {
    return samples.get(record);
  }
}
