package io.shardsteer.trainer.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import water.H2O;
import water.H2OStarter;

/**
 * The H2O node inside this process: a cloud of one that opens no socket, joins nobody, and writes
 * only to a scratch folder that goes when the process ends. H2O keeps its state in static fields,
 * so there is one per process, started at first use.
 */
final class H2oNode {
  private static boolean started;

  private H2oNode() {}

  static synchronized void start() {
    if (started) {
      return;
    }
    // It knows of no Java later than 17, and runs on them all the same.
    System.setProperty("sys.ai.h2o.debug.noJavaVersionCheck", "true");
    Path scratch = scratchFolder();
    List<String> arguments =
        List.of(
            "-name",
            "shardsteer-" + UUID.randomUUID(),
            "-ip",
            "127.0.0.1",
            "-disable_web",
            "-disable_net",
            "-embedded",
            "-quiet",
            "-log_level",
            "FATAL",
            "-ice_root",
            scratch.toString(),
            "-nthreads",
            String.valueOf(Runtime.getRuntime().availableProcessors()));
    try {
      H2OStarter.start(arguments.toArray(String[]::new), scratch.toString());
    } catch (RuntimeException | ExceptionInInitializerError e) {
      throw new IllegalStateException(
          """
          H2O did not start: %s
          It reflects on java.lang: start the JVM with --add-opens java.base/java.lang=ALL-UNNAMED \
          (the trainer's runnable jar does so by itself)."""
              .formatted(e),
          e);
    }
    H2O.waitForCloudSize(1, 30_000);
    started = true;
  }

  private static Path scratchFolder() {
    try {
      Path folder = Files.createTempDirectory("shardsteer-h2o-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "h2o-scratch"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("No scratch folder for H2O could be made", e);
    }
  }

  private static void delete(Path folder) {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // The folder lies among the system's temporary files, which clean up after the process.
    }
  }
}
