package io.shardsteer.deploy.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An unpacked archive and the home of a user who has nothing else.
 *
 * @param root the archive's top folder
 * @param home an empty folder at first
 */
record Unpacked(Path root, Path home) {
  /**
   * A command that has ended.
   *
   * @param exitCode what it ended with
   * @param output what it printed, errors included
   */
  record Ended(int exitCode, String output) {}

  /** Unpacks the archive of this build into a folder. */
  static Unpacked into(Path folder) throws IOException, InterruptedException {
    Ended ended =
        run(
            List.of("tar", "-xzf", System.getProperty("archive"), "-C", folder.toString()),
            folder,
            Map.of());
    if (ended.exitCode() != 0) {
      throw new AssertionError(ended.output());
    }
    try (Stream<Path> roots = Files.list(folder)) {
      return new Unpacked(
          roots.findFirst().orElseThrow(), Files.createDirectory(folder.resolve("home")));
    }
  }

  /**
   * Runs {@code bin/steer} from a folder that has nothing to do with it.
   *
   * @param environment on top of the home and of nothing that tells of a checkout
   */
  Ended steer(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(root.resolve("bin/steer").toString()));
    command.addAll(List.of(arguments));
    return run(command, home, environment);
  }

  private static Ended run(List<String> command, Path folder, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    Map<String, String> all = builder.environment();
    String path = all.getOrDefault("PATH", "/usr/bin:/bin");
    all.clear();
    all.put("PATH", path);
    all.put("HOME", folder.toString());
    all.put("JAVA_HOME", System.getProperty("java.home"));
    all.putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
