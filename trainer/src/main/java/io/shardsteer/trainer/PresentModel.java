package io.shardsteer.trainer;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.model.ModelManifest;
import io.shardsteer.trainer.dataset.Dataset;
import io.shardsteer.trainer.dataset.FeatureRows;
import io.shardsteer.trainer.evaluation.Placement;
import io.shardsteer.trainer.ordering.Ordering;
import io.shardsteer.trainer.ordering.OrderingJson;
import java.util.List;
import java.util.Optional;

/** The model that routes now, seen by the trainer: where it places records, and its order. */
final class PresentModel {
  private final LoadedModel model;
  private final FeatureRows features;

  private PresentModel(LoadedModel model, FeatureRows features) {
    this.model = model;
    this.features = features;
  }

  /** Empty if the pipeline's features have changed since it was made. */
  static Optional<PresentModel> of(LoadedModel model, PipelineConfig config) {
    try {
      ModelManifest manifest = model.manifest();
      var features = new FeatureRows(config, model.fitted());
      return features.columns().equals(manifest.columns())
          ? Optional.of(new PresentModel(model, features))
          : Optional.empty();
    } catch (IllegalArgumentException featuresChanged) {
      return Optional.empty();
    }
  }

  Placement place(Dataset rows) {
    double[][] inputs = features.of(rows.samples());
    double[] positions = new double[inputs.length];
    for (int row = 0; row < positions.length; row++) {
      positions[row] = model.positions().position(inputs[row]);
    }
    return Placement.of(positions, rows);
  }

  /** Its order, if that can be expressed in the given dimensions. */
  Optional<Ordering> ordering(List<String> dimensions) {
    if (!model.manifest().ordering().has("nodes")) {
      return Optional.empty();
    }
    return OrderingJson.fromJson(model.manifest().ordering()).over(dimensions);
  }
}
