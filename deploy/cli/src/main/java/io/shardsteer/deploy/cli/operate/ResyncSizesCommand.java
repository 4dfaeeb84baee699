package io.shardsteer.deploy.cli.operate;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.pulsar.ControllerClient;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.watch.PipelineWatch;
import io.shardsteer.deploy.cli.watch.StoredSizes;
import java.util.concurrent.Callable;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes the controller's sizes what the tables hold. */
@Command(
    name = "resync-sizes",
    description =
        "Count the rows of every shard's table and make the controller's sizes what was counted,"
            + " after rows were deleted or written by others.")
public final class ResyncSizesCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin ControllerCall controller = new ControllerCall();

  @Override
  public Integer call() throws PulsarClientException {
    StoredSizes sizes = counted();
    return controller.send(origin -> sizes.command(origin, true));
  }

  private StoredSizes counted() throws PulsarClientException {
    Cluster cluster = controller.options.cluster();
    PipelineConfig config = controller.pipeline.on(cluster);
    try (PulsarClient client = cluster.client();
        ControllerClient known = new ControllerClient(client, ControllerCall.topics(config));
        PipelineWatch watch = PipelineWatch.follow(client, config)) {
      return StoredSizes.count(cluster, config, known, watch);
    }
  }
}
