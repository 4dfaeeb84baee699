package io.shardsteer.deploy.stack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Pulsar's binary distribution and Cassandra's jars, unpacked in a cache folder that all stacks of
 * a user share.
 *
 * @param pulsar Pulsar's distribution
 * @param cassandraJars folder of Cassandra's jars
 */
public record ServerArtifacts(Path pulsar, Path cassandraJars) {
  /** Environment variable that names another cache folder. */
  public static final String CACHE_VARIABLE = "SHARDSTEER_CACHE";

  /** The cache folder: {@code $SHARDSTEER_CACHE}, or {@code ~/.cache/shardsteer}. */
  public static Path defaultCache() {
    String named = System.getenv(CACHE_VARIABLE);
    return named == null || named.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "shardsteer")
        : Path.of(named).toAbsolutePath();
  }

  /**
   * The artifacts, fetched through the Maven wrapper unless they are there. Several processes may
   * ask at once: one fetches, the others wait.
   *
   * @param progress gets a line now and then while something is fetched
   * @throws StackException if they cannot be fetched
   */
  public static ServerArtifacts fetch(Path cache, Consumer<String> progress) {
    Properties versions = versions();
    Path home =
        cache.resolve(
            "servers-pulsar-%s-cassandra-%s"
                .formatted(versions.get("pulsar"), versions.get("cassandra")));
    ServerArtifacts artifacts =
        new ServerArtifacts(home.resolve("pulsar"), home.resolve("cassandra"));
    if (artifacts.areComplete()) {
      return artifacts;
    }
    try {
      Files.createDirectories(cache);
      try (FileChannel file =
              FileChannel.open(
                  cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        if (lock.isValid() && !artifacts.areComplete()) {
          fill(home, progress, versions);
        }
      }
    } catch (IOException e) {
      throw new StackException(
          "The servers could not be stored in %s: %s\nSet %s to a folder with 1 GB of space."
              .formatted(cache, e.getMessage(), CACHE_VARIABLE),
          e);
    }
    return artifacts;
  }

  private boolean areComplete() {
    return Files.isExecutable(pulsar.resolve("bin/pulsar")) && Files.isDirectory(cassandraJars);
  }

  /** Fills a folder beside the goal and renames it, so that the goal is whole or not there. */
  private static void fill(Path home, Consumer<String> progress, Properties versions)
      throws IOException {
    progress.accept(
        "Fetching Pulsar %s (245 MB) and Cassandra %s (67 MB) from Maven Central, once"
            .formatted(versions.get("pulsar"), versions.get("cassandra")));
    Path fresh = home.resolveSibling(home.getFileName() + ".new");
    Folders.delete(fresh);
    Folders.delete(home);
    Path jars = Files.createDirectories(fresh.resolve("cassandra"));
    Path pom = fresh.resolve("pom.xml");
    try (InputStream in = resource("servers.pom.xml")) {
      Files.copy(in, pom, StandardCopyOption.REPLACE_EXISTING);
    }
    run(
        List.of(
            Installation.find().mavenWrapper().toString(),
            "-B",
            "-C", // a wrong checksum is an error
            "-f",
            pom.toString(),
            "dependency:copy-dependencies",
            "-DoutputDirectory=" + jars),
        progress);
    Path archive = only(jars, ".tar.gz");
    progress.accept("Unpacking Pulsar");
    Path unpacked = Files.createDirectories(fresh.resolve("unpacked"));
    run(List.of("tar", "-xzf", archive.toString(), "-C", unpacked.toString()), progress);
    Files.move(only(unpacked, ""), fresh.resolve("pulsar"));
    Files.delete(unpacked);
    Files.delete(archive);
    Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path only(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(suffix))
          .findFirst()
          .orElseThrow(() -> new StackException("Nothing was fetched into " + folder));
    }
  }

  private static void run(List<String> command, Consumer<String> progress) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    StringBuilder all = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        all.append(line).append('\n');
        // Maven tells of every small file; people want to see the large ones go by.
        if (line.contains("Downloaded from") && line.contains(" MB")) {
          progress.accept("  " + line.replaceFirst(".*/([^/]*\\(.*)", "$1"));
        }
      }
    }
    try {
      if (process.waitFor() != 0) {
        throw new StackException(
            "%s failed:\n%s\nMaven's settings (mirror, proxy) apply: check that they reach Maven Central."
                .formatted(String.join(" ", command), tail(all.toString())));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while fetching the servers.", e);
    }
  }

  private static String tail(String text) {
    List<String> lines = text.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  private static Properties versions() {
    Properties versions = new Properties();
    try (InputStream in = resource("servers.properties")) {
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }

  private static InputStream resource(String name) {
    InputStream in = ServerArtifacts.class.getResourceAsStream(name);
    if (in == null) {
      throw new StackException(name + " is missing from this build.");
    }
    return in;
  }
}
