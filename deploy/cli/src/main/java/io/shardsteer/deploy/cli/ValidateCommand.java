package io.shardsteer.deploy.cli;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.Topics;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks a pipeline file without any server. */
@Command(name = "validate", description = "Check a pipeline file; needs no server.")
final class ValidateCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Parameters(paramLabel = "FILE", description = "Pipeline file (YAML).")
  @Nullable Path file;

  @Override
  public Integer call() {
    PipelineConfig config = PipelineFile.read(java.util.Objects.requireNonNull(file));
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    System.out.printf(
        "%s is valid: pipeline %s steers %s into %d shards, %s and so on.%n",
        file,
        config.pipeline(),
        config.input().topic(),
        config.shards().targetShardCount(),
        topics.shard(0));
    return Steer.OK;
  }
}
