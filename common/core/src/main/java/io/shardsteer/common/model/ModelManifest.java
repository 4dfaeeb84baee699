package io.shardsteer.common.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardsteer.common.feature.FeatureColumn;
import java.util.List;
import java.util.Map;

/**
 * What travels with a MOJO in a model's package: enough for a router to apply it without trusting
 * it.
 *
 * @param pipeline the pipeline that it was trained for
 * @param version model version, 1 and up
 * @param modelType {@code model_type} that it was trained as
 * @param columns the model's columns, in the order of a feature row
 * @param fitted the fitted parts of the features (learned levels, moments, quantiles), by feature
 * @param mojoChecksum lower-case hex SHA-256 of the MOJO's bytes
 * @param mojoBytes size of the MOJO
 * @param evaluation figures on the later slice, by name
 * @param testVectors rows with the positions that H2O predicted for them in process
 * @param placing the configuration that its features were made by: {@link
 *     io.shardsteer.common.config.PlacingKeys}
 * @param ordering the order's structure, kept for the next retraining; opaque to everyone but the
 *     trainer
 */
public record ModelManifest(
    String pipeline,
    int version,
    String modelType,
    List<FeatureColumn> columns,
    JsonNode fitted,
    String mojoChecksum,
    long mojoBytes,
    Map<String, Double> evaluation,
    List<TestVector> testVectors,
    JsonNode placing,
    JsonNode ordering) {
  public ModelManifest {
    columns = List.copyOf(columns);
    evaluation = Map.copyOf(evaluation);
    testVectors = List.copyOf(testVectors);
  }

  /**
   * @param features one feature row; NaN stands for missing
   * @param position the position that it must lead to, within 1e-6
   */
  public record TestVector(List<Double> features, double position) {}
}
