package io.shardsteer.deploy.cli.status;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.FunctionNamespace;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.SteerFunction;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.ModelPackages;
import io.shardsteer.deploy.cli.rollout.Subscriptions;
import io.shardsteer.deploy.cli.rollout.Subscriptions.Backlog;
import io.shardsteer.deploy.cli.watch.PipelineState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;

/**
 * What an operator asks of a pipeline at one moment.
 *
 * @param config the pipeline
 * @param input what waits on the input topic; empty where no router has subscribed
 * @param controller what the controller says; empty before the first one has run
 * @param state what all parts have said
 * @param functions instances of the functions, by name
 * @param trainers how many wait for requests
 * @param modelPackage whether the package of the newest table's model is there; true for hashing
 */
public record PipelineStatus(
    PipelineConfig config,
    Known<Optional<Backlog>> input,
    Optional<ControllerStatus> controller,
    PipelineState state,
    List<FunctionState> functions,
    Known<Integer> trainers,
    Known<Boolean> modelPackage) {
  private static final String SHARD_IMBALANCE = "shard_imbalance";

  public PipelineStatus {
    functions = List.copyOf(functions);
  }

  /** Instances of a function. */
  public record FunctionState(String name, Known<Instances> instances) {}

  /** How many instances there are and how many of them run. */
  public record Instances(int running, int all) {}

  /**
   * What a server was asked for.
   *
   * @param value empty where it did not say
   * @param problem why it did not; empty where it did
   */
  public record Known<T>(Optional<T> value, String problem) {
    public static <T> Known<T> of(T value) {
      return new Known<>(Optional.of(value), "");
    }

    static <T> Known<T> not(Exception why) {
      return new Known<>(Optional.empty(), PulsarFailures.reason(why));
    }
  }

  /** Asks the cluster's admin API for what the pipeline's topics do not tell. */
  public static PipelineStatus of(
      PipelineConfig config,
      PulsarAdmin admin,
      Optional<ControllerStatus> controller,
      PipelineState state) {
    return new PipelineStatus(
        config,
        input(config, admin),
        controller,
        state,
        Arrays.stream(SteerFunction.values()).map(it -> function(it, config, admin)).toList(),
        trainers(config, admin),
        modelPackage(config, admin, state));
  }

  private static Known<Optional<Backlog>> input(PipelineConfig config, PulsarAdmin admin) {
    try {
      String router = SteerFunction.ROUTER.name(config.pipeline());
      return Known.of(new Subscriptions(admin).backlog(config.input().topic(), router));
    } catch (CommandException e) {
      return Known.not(e);
    }
  }

  private static FunctionState function(
      SteerFunction function, PipelineConfig config, PulsarAdmin admin) {
    FunctionNamespace place = FunctionNamespace.of(config);
    String name = function.name(config.pipeline());
    try {
      var status = admin.functions().getFunctionStatus(place.tenant(), place.namespace(), name);
      var instances = new Instances(status.getNumRunning(), status.getNumInstances());
      return new FunctionState(name, Known.of(instances));
    } catch (PulsarAdminException e) {
      return new FunctionState(name, Known.not(e));
    }
  }

  /**
   * What {@code acceptable_shard_imbalance} bounds: the controller's own figure, which knows of
   * bytes and of rows that have expired; before the first one, from the records that were routed.
   */
  public double shardImbalance() {
    return controller
        .map(it -> it.figures().get(SHARD_IMBALANCE))
        .orElseGet(
            () ->
                config
                    .shards()
                    .imbalance(state.sizes().stream().mapToLong(Long::longValue).toArray()));
  }

  /** Routers that have the model already go on without its package; one that starts would wait. */
  private static Known<Boolean> modelPackage(
      PipelineConfig config, PulsarAdmin admin, PipelineState state) {
    ModelPackages packages = new ModelPackages(admin, config);
    try {
      return Known.of(
          state
              .newestTable()
              .map(RoutingTable::model)
              .map(model -> model.isHash() || packages.isThere(model.packageUrl()))
              .orElse(true));
    } catch (CommandException e) {
      return Known.not(e);
    }
  }

  private static Known<Integer> trainers(PipelineConfig config, PulsarAdmin admin) {
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    try {
      return Known.of(new Subscriptions(admin).consumers(topics.retrainRequests()));
    } catch (CommandException e) {
      return Known.not(e);
    }
  }
}
