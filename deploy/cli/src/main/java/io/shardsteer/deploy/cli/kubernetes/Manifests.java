package io.shardsteer.deploy.cli.kubernetes;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.pulsar.SteerFunction;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.FunctionFiles;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A pipeline's parts as Kubernetes resources: functions for FunctionMesh, a job that creates topics
 * and tables, trainer and console.
 */
public final class Manifests {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  private static final TypeReference<Map<String, Object>> TEMPLATE = new TypeReference<>() {};

  private Manifests() {}

  /**
   * The resources as one YAML text, for {@code kubectl apply}.
   *
   * @param config already placed on its Cassandra
   * @param templates folder of the functions' templates
   */
  public static String of(PipelineConfig config, KubernetesSettings settings, Path templates) {
    try {
      List<Map<String, Object>> resources = new ArrayList<>();
      PodResources pods = new PodResources(config, settings);
      resources.add(pods.pulsarConfig());
      resources.add(pods.pipelineFile(PipelineFile.write(config)));
      resources.add(pods.setup());
      FunctionResources functions = new FunctionResources(config, settings);
      Path folder = Files.createTempDirectory("shardsteer-functions");
      for (SteerFunction function : SteerFunction.values()) {
        Path file =
            new FunctionFiles(templates).render(function, config, settings.parallelism(), folder);
        resources.add(functions.of(function, YAML.readValue(Files.readString(file), TEMPLATE)));
        Files.delete(file);
      }
      Files.delete(folder);
      resources.add(pods.trainer());
      resources.add(pods.console());
      resources.add(pods.consoleService());
      return resources.stream().map(Manifests::text).collect(Collectors.joining());
    } catch (IOException e) {
      throw new CommandException(
          "The resources cannot be rendered from %s: %s".formatted(templates, e.getMessage()), e);
    }
  }

  private static String text(Map<String, Object> resource) {
    try {
      return YAML.writeValueAsString(resource);
    } catch (IOException e) {
      throw new IllegalStateException("Maps and scalars can be written as YAML.", e);
    }
  }
}
