package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.stack.ProcessGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A pipeline's trainer as a process of this machine; its environment tells it how to log in. */
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
      Files.writeString(configFile(), PipelineFile.write(config));
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be written: %s".formatted(configFile(), e.getMessage()), e);
    }
    return ProcessGroup.start(launch(command(cluster), cluster.login().environment()), life);
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
