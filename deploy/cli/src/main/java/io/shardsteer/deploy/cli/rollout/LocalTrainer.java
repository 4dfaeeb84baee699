package io.shardsteer.deploy.cli.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.deploy.stack.ProcessGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A pipeline's trainer as a process of this machine. */
public final class LocalTrainer {
  private static final String NAME = "trainer";

  private final Path jar;
  private final Path folder;

  /**
   * @param jar the trainer's runnable jar
   * @param folder its configuration, log and scratch files
   */
  public LocalTrainer(Path jar, Path folder) {
    this.jar = jar;
    this.folder = folder;
  }

  public Path log() {
    return launch(List.of(), Map.of()).log();
  }

  /** Starts it, in place of one that runs already. */
  public ProcessGroup restart(Cluster cluster, PipelineConfig config, ProcessGroup.Life life) {
    stop(folder);
    try {
      Files.createDirectories(folder);
      Files.writeString(
          configFile(), new YAMLMapper().writeValueAsString(PipelineConfigs.toMap(config)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A valid configuration can be written as YAML.", e);
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be written: %s".formatted(configFile(), e.getMessage()), e);
    }
    Map<String, String> environment =
        cluster
            .login()
            .map(
                login ->
                    Map.of(
                        PulsarLogin.PLUGIN, login.plugin(),
                        PulsarLogin.PARAMETERS, login.parameters()))
            .orElse(Map.of());
    return ProcessGroup.start(launch(command(cluster), environment), life);
  }

  /** How to start one by hand, wherever the pipeline file and the jar are. */
  public String typedCommand(Cluster cluster, PipelineConfig config) {
    return command(cluster).stream()
        .map(word -> word.equals(configFile().toString()) ? config.pipeline() + ".yaml" : word)
        .map(AdminTool::quoted)
        .collect(Collectors.joining(" "));
  }

  private ProcessGroup.Launch launch(List<String> command, Map<String, String> environment) {
    return new ProcessGroup.Launch(NAME, command, environment, folder);
  }

  private List<String> command(Cluster cluster) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx1g",
        "-jar",
        jar.toString(),
        "--service-url",
        cluster.serviceUrl(),
        "--admin-url",
        cluster.adminUrl(),
        configFile().toString());
  }

  private Path configFile() {
    return folder.resolve("pipeline.yaml");
  }

  /** Ends the trainer of a folder, if one runs. */
  public static void stop(Path folder) {
    ProcessGroup.find(NAME, folder).ifPresent(ProcessGroup::close);
  }

  /** Ends every trainer below a folder. */
  public static void stopAll(Path folders) {
    if (Files.isDirectory(folders)) {
      try (Stream<Path> all = Files.list(folders)) {
        all.forEach(LocalTrainer::stop);
      } catch (IOException e) {
        throw new CommandException("%s cannot be listed.".formatted(folders), e);
      }
    }
  }
}
