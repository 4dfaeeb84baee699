package io.shardsteer.common.control;

import io.shardsteer.common.config.ChangeWindow.Change;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.control.ControllerAction.LogDecision;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.steering.RoutingHistory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Asks a controller that nobody obeys what it would do under another configuration. */
public final class LookAhead {
  private LookAhead() {}

  /**
   * The share of the load to come that another number of shards re-routes.
   *
   * @param running configuration that is in force
   * @param next configuration that is asked about; asked when its windows let the number change
   * @param reports the newest of each incarnation of a router instance
   * @param nowMillis epoch milliseconds
   * @return empty where the number of shards stays
   */
  public static Optional<Double> moved(
      PipelineConfig running,
      PipelineConfig next,
      RoutingHistory history,
      Collection<ShardReport> reports,
      long nowMillis) {
    long opens = new Windows(next.control().windows()).opensMillis(Change.SHARD_COUNT, nowMillis);
    long interval = next.control().reportInterval().toMillis();
    var controller = new Controller(running, history, reports);
    List<ControllerAction> actions = new ArrayList<>(controller.start(opens - 2 * interval));
    actions.addAll(controller.onConfig(next, opens));
    actions.addAll(controller.onTick(opens));
    return actions.stream()
        .filter(LogDecision.class::isInstance)
        .map(action -> ((LogDecision) action).entry())
        .filter(entry -> entry.trigger().equals("target_shard_count"))
        .map(LoggedDecision::expected)
        .map(expected -> expected.getOrDefault("moved", 0.0))
        .findFirst();
  }
}
