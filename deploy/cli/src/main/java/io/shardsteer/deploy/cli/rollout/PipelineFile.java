package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A pipeline's configuration file. */
public final class PipelineFile {
  private PipelineFile() {}

  /**
   * @throws CommandException if the file cannot be read
   * @throws io.shardsteer.common.config.InvalidConfigurationException naming everything that is
   *     wrong in it
   */
  public static PipelineConfig read(Path file) {
    try {
      return PipelineConfigs.fromYaml(Files.readString(file), file.toString());
    } catch (MalformedInputException e) {
      throw new CommandException("%s is not UTF-8 text.".formatted(file), e);
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be read: %s\nName a pipeline file, such as deploy/pipelines/bikes.yaml."
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }
}
