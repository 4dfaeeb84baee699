package io.shardsteer.deploy.cli.watch;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pulsar.PackageStore;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import java.io.IOException;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/** The model of a pipeline's newest routing table, fetched and checked as a router does it. */
public final class DeployedModel {
  private DeployedModel() {}

  /**
   * @throws CommandException if there is none or it cannot be fetched, with the remedy
   */
  public static LoadedModel of(Cluster cluster, PipelineConfig config) {
    ModelRef ref = newest(cluster, config);
    try (PulsarAdmin admin = cluster.admin()) {
      byte[] bytes = new PackageStore(admin, ModelPackage.maxBytes(config)).fetch(ref.packageUrl());
      return ModelPackage.read(bytes, ref, config);
    } catch (IOException e) {
      throw new CommandException(
          "Model %d of pipeline %s cannot be fetched: %s"
              .formatted(
                  ref.version(), config.pipeline(), PulsarFailures.told(e, "Check --admin-url.")),
          e);
    } catch (BadModelException e) {
      throw new CommandException(
          "Model %d of pipeline %s cannot be used with this file: %s"
              .formatted(ref.version(), config.pipeline(), e.getMessage()),
          e);
    }
  }

  private static ModelRef newest(Cluster cluster, PipelineConfig config) {
    try (PulsarClient client = cluster.client();
        PipelineWatch watch = PipelineWatch.follow(client, config)) {
      ModelRef model = watch.state().newestTable().map(RoutingTable::model).orElse(ModelRef.HASH);
      if (model.isHash()) {
        throw new CommandException(
            "Pipeline %s routes by hash: it has no model yet.\nWithout --deployed and URLs, a model is trained on the sample."
                .formatted(config.pipeline()));
      }
      return model;
    } catch (PulsarClientException e) {
      throw new CommandException(
          "Pulsar's client did not close: %s\nTry again.".formatted(e.getMessage()), e);
    }
  }
}
