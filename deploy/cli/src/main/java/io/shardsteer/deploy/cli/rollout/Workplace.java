package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.stack.Folders;
import io.shardsteer.deploy.stack.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that commands leave for each other in the folder {@code .shardsteer}.
 *
 * @param installation what is being run
 */
public record Workplace(Installation installation) {
  public static Workplace find() {
    return new Workplace(Installation.find());
  }

  /** Logs of commands and of servers that failed, and what {@link #clear()} deletes. */
  public Path folder() {
    return installation.stateFolder();
  }

  /** Of the local stack that {@code steer up} starts. */
  public Path stackFolder() {
    return folder().resolve("stack");
  }

  /** Of a pipeline's trainer on this machine. */
  public Path trainerFolder(String pipeline) {
    return folder().resolve("trainers").resolve(pipeline);
  }

  /** Deletes what belongs to the local stack and its pipelines. */
  public void clear() {
    List.of("stack", "trainers", "functions", "deployed")
        .forEach(part -> Folders.delete(folder().resolve(part)));
  }

  /** What is deployed from here. */
  public Rollout.Artifacts artifacts() {
    return new Rollout.Artifacts(
        BuiltJars.functions(installation),
        installation.shipped("functions"),
        folder().resolve("functions"));
  }

  /** Remembers the configuration of a pipeline that was deployed. */
  public void remember(PipelineConfig config) {
    try {
      Files.createDirectories(deployed());
      Files.writeString(
          deployed().resolve(config.pipeline() + ".yaml"), PipelineFile.write(config));
    } catch (IOException e) {
      throw new CommandException("%s cannot be written: %s".formatted(deployed(), e), e);
    }
  }

  /** Forgets a pipeline. */
  public void forget(String pipeline) {
    try {
      Files.deleteIfExists(deployed().resolve(pipeline + ".yaml"));
    } catch (IOException e) {
      throw new CommandException("%s cannot be changed: %s".formatted(deployed(), e), e);
    }
  }

  /**
   * The named pipeline file, or else the one that was deployed from here.
   *
   * @throws CommandException if none was named and none or several were deployed
   */
  public Path namedOrDeployed(@Nullable Path named) {
    if (named != null) {
      return named;
    }
    List<Path> files = List.of();
    if (Files.isDirectory(deployed())) {
      try (Stream<Path> all = Files.list(deployed())) {
        files = all.sorted().toList();
      } catch (IOException e) {
        throw new CommandException("%s cannot be listed: %s".formatted(deployed(), e), e);
      }
    }
    if (files.size() == 1) {
      return files.get(0);
    }
    throw new CommandException(
        files.isEmpty()
            ? "No pipeline was deployed from here.\nName its pipeline file."
            : "Several pipelines were deployed from here: %s.\nName the pipeline file of one."
                .formatted(files.stream().map(file -> file.getFileName().toString()).toList()));
  }

  private Path deployed() {
    return folder().resolve("deployed");
  }
}
