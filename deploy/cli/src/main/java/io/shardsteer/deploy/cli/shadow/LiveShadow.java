package io.shardsteer.deploy.cli.shadow;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.ConfigPusher;
import io.shardsteer.deploy.cli.watch.DeployedModel;
import io.shardsteer.deploy.cli.watch.PipelineWatch;
import java.time.Duration;
import java.util.Optional;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/** Another configuration beside the one that runs. */
public final class LiveShadow implements AutoCloseable {
  private final Cluster cluster;
  private final PipelineConfig running;
  private final PulsarClient client;
  private final PipelineWatch watch;
  private final Shadow shadow;

  /**
   * @param config the other configuration, already {@linkplain Cluster#place placed}
   * @throws CommandException if the pipeline is not deployed, or its samples lack a field
   */
  public LiveShadow(Cluster cluster, PipelineConfig config) throws PulsarClientException {
    this.cluster = cluster;
    running =
        new ConfigPusher(cluster, Duration.ZERO)
            .running(config)
            .orElseThrow(
                () ->
                    new CommandException(
                        "Pipeline %s is not deployed there, so there is no stream to look at.\nGive the file the name and the input topic of the pipeline that runs."
                            .formatted(config.pipeline())));
    Shadow.requireSampled(running, config);
    client = cluster.client();
    watch = PipelineWatch.follow(client, running);
    shadow = new Shadow(client, config);
  }

  /** Scores it by the newest samples. */
  public ShadowReport score() {
    return shadow.score(newest(), present(), System.currentTimeMillis());
  }

  private RoutingTable newest() {
    return watch
        .state()
        .newestTable()
        .orElseGet(() -> RoutingTable.initial(running.shards().targetShardCount()));
  }

  private Optional<LoadedModel> present() {
    return newest().model().isHash()
        ? Optional.empty()
        : Optional.of(DeployedModel.of(cluster, running));
  }

  @Override
  public void close() throws PulsarClientException {
    watch.close();
    client.close();
  }
}
