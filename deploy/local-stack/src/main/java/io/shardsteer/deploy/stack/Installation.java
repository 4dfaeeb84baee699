package io.shardsteer.deploy.stack;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The shardsteer that is being run: a checkout that was built, or an unpacked release.
 *
 * @param root its top folder
 * @param layout where its parts are
 */
public record Installation(Path root, Layout layout) {
  /** System property that names the top folder. */
  public static final String HOME_PROPERTY = "shardsteer.home";

  /** Environment variable that names the folder for what is running from a release. */
  public static final String STATE_VARIABLE = "SHARDSTEER_STATE";

  /** Where the parts of an installation are. */
  public enum Layout {
    /** Parts are where Maven builds them. */
    CHECKOUT,
    /** Parts are where {@code deploy/archive} puts them; nothing is written there. */
    RELEASE
  }

  /**
   * The folder that {@value #HOME_PROPERTY} names, or else the nearest one from the working folder
   * up.
   *
   * @throws StackException if there is none
   */
  public static Installation find() {
    String named = System.getProperty(HOME_PROPERTY);
    Path start = Path.of(named == null ? "" : named).toAbsolutePath().normalize();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isExecutable(folder.resolve("mvnw"))
          && Files.isDirectory(folder.resolve("deploy"))) {
        return new Installation(folder, Layout.CHECKOUT);
      }
      if (Files.isRegularFile(folder.resolve("lib/class-path"))) {
        return new Installation(folder, Layout.RELEASE);
      }
    }
    throw new StackException(
        "%s is neither in a checkout nor in an unpacked release of shardsteer.\nRun inside one, or give -D%s=FOLDER."
            .formatted(start, HOME_PROPERTY));
  }

  /** Where Maven is started from. */
  public Path mavenWrapper() {
    return switch (layout) {
      case CHECKOUT -> root.resolve("mvnw");
      case RELEASE -> root.resolve("lib/maven/mvnw");
    };
  }

  /** A file or folder that comes with shardsteer, such as {@code pipelines/bikes.yaml}. */
  public Path shipped(String name) {
    return switch (layout) {
      case CHECKOUT -> root.resolve("deploy").resolve(name);
      case RELEASE -> root.resolve(name);
    };
  }

  /** Folder of the runnable jar of {@code functions} or {@code trainer}. */
  public Path jars(String module) {
    return switch (layout) {
      case CHECKOUT -> root.resolve(module).resolve("target");
      case RELEASE -> root.resolve(module);
    };
  }

  /**
   * Folder of what is running from here: ignored by Git in a checkout, {@code $SHARDSTEER_STATE} or
   * {@code ~/.shardsteer} of a release, which may be read-only.
   */
  public Path stateFolder() {
    return switch (layout) {
      case CHECKOUT -> root.resolve(".shardsteer");
      case RELEASE -> {
        String named = System.getenv(STATE_VARIABLE);
        yield named == null || named.isBlank()
            ? Path.of(System.getProperty("user.home"), ".shardsteer")
            : Path.of(named).toAbsolutePath();
      }
    };
  }
}
