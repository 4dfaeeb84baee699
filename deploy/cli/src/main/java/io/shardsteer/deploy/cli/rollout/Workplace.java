package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.stack.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that commands leave for each other in the checkout's folder {@code .shardsteer}.
 *
 * @param checkout the checkout that is being run
 */
public record Workplace(Checkout checkout) {
  public static Workplace find() {
    return new Workplace(Checkout.find());
  }

  /** Everything below is deleted by {@code steer down}. */
  public Path folder() {
    return checkout.stateFolder();
  }

  /** Of the local stack that {@code steer up} starts. */
  public Path stackFolder() {
    return folder().resolve("stack");
  }

  /** Of a pipeline's trainer on this machine. */
  public Path trainerFolder(String pipeline) {
    return folder().resolve("trainers").resolve(pipeline);
  }

  /** What is deployed from this checkout. */
  public Rollout.Artifacts artifacts() {
    return new Rollout.Artifacts(
        BuiltJars.functions(checkout),
        checkout.root().resolve("deploy/functions"),
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
   * The named pipeline file, or else the one that was deployed from this checkout.
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
            ? "No pipeline was deployed from this checkout.\nName its pipeline file."
            : "Several pipelines were deployed from this checkout: %s.\nName the pipeline file of one."
                .formatted(files.stream().map(file -> file.getFileName().toString()).toList()));
  }

  private Path deployed() {
    return folder().resolve("deployed");
  }
}
