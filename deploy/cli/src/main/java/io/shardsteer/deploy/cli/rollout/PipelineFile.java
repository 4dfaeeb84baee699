package io.shardsteer.deploy.cli.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shardsteer.common.config.ConfigProblem;
import io.shardsteer.common.config.InvalidConfigurationException;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.formats.BadSchemaException;
import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.record.PipelineFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A pipeline's configuration file. */
public final class PipelineFile {
  private PipelineFile() {}

  /**
   * @throws CommandException if the file cannot be read
   * @throws InvalidConfigurationException naming everything that is wrong in it
   */
  public static PipelineConfig read(Path file) {
    try {
      PipelineConfig config =
          PipelineConfigs.fromYaml(
              Files.readString(file), file.toString(), name -> readBeside(file, name));
      checkFormatSchema(config, file);
      return config;
    } catch (MalformedInputException e) {
      throw new CommandException("%s is not UTF-8 text.".formatted(file), e);
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be read: %s\nName a pipeline file, such as pipelines/bikes.yaml."
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

  private static void checkFormatSchema(PipelineConfig config, Path file) {
    try {
      new RecordDecoders(config.input(), PipelineFields.of(config)).check();
    } catch (BadSchemaException e) {
      throw new InvalidConfigurationException(
          file.toString(),
          List.of(
              new ConfigProblem(
                  "format_schema",
                  "No record can be read by it. " + e.getMessage(),
                  "Give the schema that the records are written with, and of Protobuf all its imports.")));
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
