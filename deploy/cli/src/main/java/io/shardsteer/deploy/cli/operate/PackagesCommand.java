package io.shardsteer.deploy.cli.operate;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.pulsar.RoutingFollower;
import io.shardsteer.common.steering.FollowedHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.Segment;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.options.PipelineArgument;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.ModelPackages;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the packages of models that routing tables name, and those that no table names. */
@Command(
    name = "packages",
    description =
        "List the packages of models: which routing tables need them, and whether they are there.")
public final class PackagesCommand implements Callable<Integer> {
  private static final int INCOMPLETE = 1;

  @Mixin HelpOption help = new HelpOption();

  @Mixin PipelineArgument pipeline = new PipelineArgument();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--prune",
      description = "Delete the packages that no routing table names and no candidate waits with.")
  boolean prune;

  @Override
  public Integer call() throws PulsarClientException {
    Cluster cluster = options.cluster();
    PipelineConfig config = pipeline.on(cluster);
    try (PulsarClient client = cluster.client();
        PulsarAdmin admin = cluster.admin()) {
      List<RoutingTable> tables = tables(client, config);
      ModelPackages packages = new ModelPackages(admin, config);
      List<ModelPackages.Needed> needed = packages.needed(tables);
      needed.forEach(model -> System.out.println(line(model)));
      for (String unused : packages.unneeded(tables)) {
        if (prune) {
          packages.delete(unused);
        }
        System.out.printf("%s  %s%n", unused, prune ? "deleted" : "not needed; --prune deletes it");
      }
      List<ModelPackages.Needed> gone = needed.stream().filter(model -> !model.isThere()).toList();
      gone.forEach(model -> System.out.println(remedy(model)));
      return gone.isEmpty() ? 0 : INCOMPLETE;
    }
  }

  /** Every table, and of those that are summarised the last ones; each unpacked when asked for. */
  private static List<RoutingTable> tables(PulsarClient client, PipelineConfig config)
      throws PulsarClientException {
    var followed =
        new FollowedHistory(
            RoutingTable.initial(config.shards().targetShardCount()), System.err::println);
    RoutingFollower.follow(client, ControllerCall.topics(config), followed, failure -> {}).close();
    List<Segment> summarised = followed.now().segments();
    List<RoutingTable> exact = followed.now().tables();
    return new AbstractList<>() {
      @Override
      public RoutingTable get(int index) {
        int behind = index - summarised.size();
        return behind < 0 ? summarised.get(index).last() : exact.get(behind);
      }

      @Override
      public int size() {
        return summarised.size() + exact.size();
      }
    };
  }

  static String line(ModelPackages.Needed model) {
    return "model %d  %s  %s, needed by %,d routing tables from revision %d to %d"
        .formatted(
            model.version(),
            model.packageUrl(),
            model.isThere() ? "there" : "GONE",
            model.tables(),
            model.firstRevision(),
            model.lastRevision());
  }

  static String remedy(ModelPackages.Needed model) {
    return """
        Model %1$d's package is gone: a router that starts without a copy of its own waits for it and routes nothing.
        Upload it again with pulsar-admin packages upload %2$s. If nobody has it, write skip_models: [%1$d] into the
        pipeline file and push it: routers then go by the tables of other models, and readers know."""
        .formatted(model.version(), model.packageUrl());
  }
}
