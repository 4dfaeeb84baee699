package io.shardsteer.trainer.dataset;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.feature.FeatureExtractor;
import io.shardsteer.common.feature.FeatureFitter;
import io.shardsteer.common.feature.FittedFeatures;
import io.shardsteer.common.feature.WordVectors;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.SampleFields;
import java.util.List;
import java.util.Map;

/** Makes feature rows of samples, by the code that routers make them with. Not thread-safe. */
public final class FeatureRows {
  private final FieldPaths paths;
  private final SampleFields fields;
  private final FieldValues values;
  private final FittedFeatures fitted;
  private final FeatureExtractor extractor;

  /**
   * @throws IllegalArgumentException if the fitted parts belong to other features
   */
  public FeatureRows(PipelineConfig config, FittedFeatures fitted) {
    this.paths = PipelineFields.of(config);
    this.fields = new SampleFields(paths);
    this.values = new FieldValues(paths);
    this.fitted = fitted;
    this.extractor = FeatureExtractor.of(config.featureExtractionPipeline(), paths, fitted);
  }

  /**
   * Features fitted to the given samples.
   *
   * @param words what was learned from their texts, by feature
   */
  static FeatureRows fittedTo(
      List<Sample> samples, PipelineConfig config, Map<String, WordVectors> words) {
    FieldPaths paths = PipelineFields.of(config);
    SampleFields fields = new SampleFields(paths);
    FieldValues values = new FieldValues(paths);
    Iterable<FieldValues> sample =
        () ->
            samples.stream()
                .map(
                    one -> {
                      fields.fill(one.fields(), values);
                      return values;
                    })
                .iterator();
    return new FeatureRows(
        config, FeatureFitter.fit(config.featureExtractionPipeline(), paths, sample).with(words));
  }

  FittedFeatures fitted() {
    return fitted;
  }

  public List<FeatureColumn> columns() {
    return extractor.columns();
  }

  /** One row per sample; NaN is missing, a categorical value is its level's index. */
  public double[][] of(List<Sample> samples) {
    double[][] rows = new double[samples.size()][extractor.width()];
    for (int i = 0; i < rows.length; i++) {
      extractor.extract(values(samples.get(i)), rows[i]);
    }
    return rows;
  }

  /** The sample's field values, valid until the next call. */
  FieldValues values(Sample sample) {
    fields.fill(sample.fields(), values);
    return values;
  }

  FieldPaths paths() {
    return paths;
  }
}
