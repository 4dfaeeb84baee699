package io.shardsteer.common.control;

import io.shardsteer.common.steering.RoutingTable;
import java.util.List;
import java.util.Map;

/**
 * What the controller sees, for metrics and status.
 *
 * @param table the newest table; it may not be in force yet
 * @param sizes load of each shard so far, by id
 * @param figures measured figures by name: size_imbalance, rate_imbalance, write_millis_p99,
 *     fan_out, model_performance, lag_millis, ...; those that could not be measured are left out
 * @param records routed so far
 * @param rejects sent to the dead letters so far
 * @param lateRecords decided by an older table because the newer one came late
 * @param routers router instances that are alive
 * @param samples how many samples the routers have sent
 * @param retraining id of the request in flight, or empty
 * @param onProbation whether the model is being watched
 * @param waitingFor why nothing is decided, or empty
 */
public record ControllerView(
    RoutingTable table,
    List<Double> sizes,
    Map<String, Double> figures,
    long records,
    long rejects,
    long lateRecords,
    int routers,
    long samples,
    String retraining,
    boolean onProbation,
    String waitingFor) {
  public ControllerView {
    sizes = List.copyOf(sizes);
    figures = Map.copyOf(figures);
  }
}
