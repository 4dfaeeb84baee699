package io.shardsteer.deploy.stack;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The checkout of shardsteer that is being run.
 *
 * @param root its top folder
 */
public record Checkout(Path root) {
  /** System property that names the checkout's top folder. */
  public static final String HOME_PROPERTY = "shardsteer.home";

  /**
   * The folder that {@value #HOME_PROPERTY} names, or else the nearest one from the working folder
   * up.
   *
   * @throws StackException if there is none
   */
  public static Checkout find() {
    String named = System.getProperty(HOME_PROPERTY);
    Path start = Path.of(named == null ? "" : named).toAbsolutePath().normalize();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isExecutable(folder.resolve("mvnw"))
          && Files.isDirectory(folder.resolve("deploy"))) {
        return new Checkout(folder);
      }
    }
    throw new StackException(
        "%s is not in a checkout of shardsteer.\nRun inside one, or give -D%s=FOLDER."
            .formatted(start, HOME_PROPERTY));
  }

  /** Where Maven is started from. */
  public Path mavenWrapper() {
    return root.resolve("mvnw");
  }

  /** Folder of what is running from this checkout; ignored by Git. */
  public Path stateFolder() {
    return root.resolve(".shardsteer");
  }
}
