package io.shardsteer.deploy.cli.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import java.io.IOException;
import java.io.UncheckedIOException;
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
      return PipelineConfigs.fromYaml(
          Files.readString(file), file.toString(), name -> readBeside(file, name));
    } catch (MalformedInputException e) {
      throw new CommandException("%s is not UTF-8 text.".formatted(file), e);
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be read: %s\nName a pipeline file, such as deploy/pipelines/bikes.yaml."
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  /** A file's text that reads back as this configuration. */
  public static String write(PipelineConfig config) {
    try {
      return new YAMLMapper().writeValueAsString(PipelineConfigs.toMap(config));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A valid configuration can be written as YAML.", e);
    }
  }

  private static byte[] readBeside(Path file, String name) {
    try {
      return Files.readAllBytes(file.resolveSibling(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
