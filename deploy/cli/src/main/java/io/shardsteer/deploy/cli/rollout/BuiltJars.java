package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.deploy.stack.Checkout;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.stream.Stream;

/** The jars that a build of the checkout leaves. */
public final class BuiltJars {
  private BuiltJars() {}

  /** The functions' shaded jar. */
  public static Path functions(Checkout checkout) {
    return find(checkout.root().resolve("functions/target"), "shardsteer-functions-*-all.jar");
  }

  /** The trainer's runnable jar. */
  public static Path trainer(Checkout checkout) {
    return find(checkout.root().resolve("trainer/target"), "shardsteer-trainer-*-all.jar");
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
        "There is no %s in %s.\nBuild it: ./mvnw -q -DskipTests package"
            .formatted(pattern, folder));
  }
}
