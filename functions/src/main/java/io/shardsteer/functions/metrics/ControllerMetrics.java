package io.shardsteer.functions.metrics;

import io.shardsteer.common.control.ControllerView;
import java.util.function.ObjDoubleConsumer;

/** What the controller sees, as the function's metrics. */
final class ControllerMetrics {
  private final ObjDoubleConsumer<String> metrics;

  ControllerMetrics(ObjDoubleConsumer<String> metrics) {
    this.metrics = metrics;
  }

  void record(ControllerView view) {
    for (int shard = 0; shard < view.sizes().size(); shard++) {
      metrics.accept("steer_shard_" + shard + "_size", view.sizes().get(shard));
    }
    view.figures().forEach((name, value) -> metrics.accept("steer_" + name, value));
    metrics.accept("steer_revision", (double) view.table().revision());
    metrics.accept("steer_model_version", view.table().model().version());
    metrics.accept("steer_records", (double) view.records());
    metrics.accept("steer_rejects", (double) view.rejects());
    metrics.accept("steer_late_records", (double) view.lateRecords());
    metrics.accept("steer_routers", view.routers());
    metrics.accept("steer_on_probation", view.onProbation() ? 1 : 0);
    metrics.accept("steer_waiting_for_reports", view.waitingFor().isEmpty() ? 0 : 1);
  }
}
