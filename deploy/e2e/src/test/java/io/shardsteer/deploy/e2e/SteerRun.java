package io.shardsteer.deploy.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shardsteer.deploy.cli.rollout.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command of {@code deploy/steer} that has run to its end.
 *
 * @param exitCode its answer to scripts
 * @param out what it printed
 * @param err what it said beside that
 */
record SteerRun(int exitCode, String out, String err) {
  private static final long PATIENCE_SECONDS = 120;

  /**
   * Runs a command in a process of its own.
   *
   * @param folder keeps what it prints
   * @param arguments the command and its own options; those of the cluster are added
   */
  static SteerRun of(Cluster cluster, Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path out = Files.createTempFile(folder, arguments.get(0), ".out");
    Path err = Files.createTempFile(folder, arguments.get(0), ".err");
    Process process =
        new ProcessBuilder(SteerCommand.line(cluster, folder, arguments))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "steer %s has not ended:%n%s".formatted(arguments, Files.readString(err)));
      }
    } finally {
      process.destroyForcibly();
    }
    return new SteerRun(
        process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  /** The lines that it printed. */
  List<String> lines() {
    return out.lines().toList();
  }
}
