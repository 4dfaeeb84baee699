package io.shardsteer.deploy.cli.options;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import io.shardsteer.deploy.cli.rollout.Workplace;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** Names a deployed pipeline by its file, which may be left out. */
public final class PipelineArgument {
  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "Pipeline file; default: the one that was deployed last.")
  @Nullable Path file;

  /** The pipeline's configuration, {@linkplain Cluster#place placed} on the cluster. */
  public PipelineConfig on(Cluster cluster) {
    return cluster.place(PipelineFile.read(Workplace.find().namedOrDeployed(file)));
  }
}
