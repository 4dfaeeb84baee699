package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.deploy.stack.Installation;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.stream.Stream;

/** The runnable jars of the installation. */
public final class BuiltJars {
  private BuiltJars() {}

  /** The functions' shaded jar. */
  public static Path functions(Installation installation) {
    return find(installation.jars("functions"), "shardsteer-functions-*-all.jar");
  }

  /** The trainer's runnable jar. */
  public static Path trainer(Installation installation) {
    return find(installation.jars("trainer"), "shardsteer-trainer-*-all.jar");
  }

  private static Path find(Path folder, String pattern) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        var found = files.filter(file -> matcher.matches(file.getFileName())).findFirst();
        if (found.isPresent()) {
          return found.get();
        }
      } catch (IOException e) {
        throw new CommandException("%s cannot be listed.".formatted(folder), e);
      }
    }
    throw new CommandException(
        "There is no %s in %s.\nIn a checkout build it: ./mvnw -q -DskipTests package"
            .formatted(pattern, folder));
  }
}
