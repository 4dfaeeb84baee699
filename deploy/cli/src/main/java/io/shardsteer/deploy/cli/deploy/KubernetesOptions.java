package io.shardsteer.deploy.cli.deploy;

import io.shardsteer.deploy.cli.kubernetes.KubernetesSettings;
import io.shardsteer.deploy.cli.options.Version;
import io.shardsteer.deploy.cli.rollout.Cluster;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code deploy --print kubernetes} has to know beside the pipeline file. */
final class KubernetesOptions {
  @Option(
      names = "--image",
      paramLabel = "NAME",
      description =
          "Of Kubernetes: image of trainer and console; default: shardsteer/steer:VERSION.")
  @Nullable String image;

  @Option(
      names = "--functions-image",
      paramLabel = "NAME",
      description = "Of Kubernetes: image of the functions; default: shardsteer/functions:VERSION.")
  @Nullable String functionsImage;

  @Option(
      names = "--pulsar-secret",
      paramLabel = "NAME",
      description = {
        "Of Kubernetes: secret with clientAuthenticationPlugin and clientAuthenticationParameters;",
        "default: no login."
      })
  @Nullable String pulsarSecret;

  @Option(
      names = "--cassandra-secret",
      paramLabel = "NAME",
      description = "Of Kubernetes: secret with username and password; default: no login.")
  @Nullable String cassandraSecret;

  KubernetesSettings settings(Cluster cluster, int parallelism) {
    String version = Version.number("latest");
    return new KubernetesSettings(
        cluster.serviceUrl(),
        cluster.adminUrl(),
        parallelism,
        image == null ? "shardsteer/steer:" + version : image,
        functionsImage == null ? "shardsteer/functions:" + version : functionsImage,
        Optional.ofNullable(pulsarSecret),
        Optional.ofNullable(cassandraSecret));
  }
}
