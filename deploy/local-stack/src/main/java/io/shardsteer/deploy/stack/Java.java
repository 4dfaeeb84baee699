package io.shardsteer.deploy.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The Java runtime that the servers share: this JVM's own, or another one of this machine. */
final class Java {
  /** Environment variable that names the home of the servers' Java. */
  static final String HOME_VARIABLE = "SHARDSTEER_SERVER_JAVA_HOME";

  /** Cassandra 5.0 runs on 11 and 17, Pulsar 4.0 on 17 and 21. */
  static final int VERSION = 17;

  private Java() {}

  /**
   * Its top folder.
   *
   * @throws StackException if there is none that both servers run on
   */
  static Path home() {
    String named = System.getenv(HOME_VARIABLE);
    if (named != null && !named.isBlank()) {
      return Path.of(named);
    }
    if (Runtime.version().feature() == VERSION) {
      return Path.of(System.getProperty("java.home"));
    }
    List<Path> folders = usualFolders();
    return among(folders)
        .orElseThrow(
            () ->
                new StackException(
                    "The servers run on Java %d; this is Java %d, and none is in %s.\nInstall one (Debian: apt install openjdk-%d-jre-headless), or name its folder in %s."
                        .formatted(
                            VERSION,
                            Runtime.version().feature(),
                            folders,
                            VERSION,
                            HOME_VARIABLE)));
  }

  static String executable() {
    return home().resolve("bin").resolve("java").toString();
  }

  private static List<Path> usualFolders() {
    Path user = Path.of(System.getProperty("user.home"));
    return List.of(
        Path.of("/usr/lib/jvm"),
        Path.of("/opt"),
        user.resolve(".sdkman/candidates/java"),
        user.resolve(".jdks"),
        Path.of("/Library/Java/JavaVirtualMachines"));
  }

  /** The first home of that version in the folders, by name. */
  static Optional<Path> among(List<Path> folders) {
    return folders.stream()
        .flatMap(Java::entries)
        .flatMap(entry -> Stream.of(entry, entry.resolve("Contents/Home")))
        .filter(Java::fits)
        .findFirst();
  }

  private static Stream<Path> entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList().stream();
    } catch (IOException | UncheckedIOException closedToUs) {
      return Stream.empty();
    }
  }

  /** By the file that every Java home has, without starting it. */
  private static boolean fits(Path home) {
    if (!Files.isExecutable(home.resolve("bin/java"))) {
      return false;
    }
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines.anyMatch(line -> line.startsWith("JAVA_VERSION=\"" + VERSION + "."));
    } catch (IOException | UncheckedIOException withoutOne) {
      return false;
    }
  }
}
