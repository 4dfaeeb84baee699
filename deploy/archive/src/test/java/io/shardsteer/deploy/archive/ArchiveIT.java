package io.shardsteer.deploy.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.deploy.archive.Unpacked.Ended;
import io.shardsteer.deploy.stack.ServerArtifacts;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The archive does what the checkout does. Its demo runs on real servers. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ArchiveIT {
  private static final String VERSION = System.getProperty("archive.version", "");

  @TempDir private static Path folder;
  private static Unpacked archive;

  @BeforeAll
  static void unpack() throws IOException, InterruptedException {
    archive = Unpacked.into(folder);
  }

  @Test
  void checksumLiesBeside() throws IOException, GeneralSecurityException {
    Path packed = Path.of(System.getProperty("archive"));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(packed));
    assertThat(Files.readString(packed.resolveSibling(packed.getFileName() + ".sha256")).strip())
        .isEqualTo(HexFormat.of().formatHex(digest) + "  " + packed.getFileName());
  }

  @Test
  void holdsAllThatRunsAndNothingTwice() throws IOException {
    assertThat(archive.root().getFileName()).hasToString("shardsteer-" + VERSION);
    assertThat(
            List.of(
                "CHANGELOG.md",
                "LICENSE",
                "NOTICE",
                "README.md",
                "data/bikes.csv.gz",
                "functions/metrics.yaml",
                "functions/router.yaml",
                "functions/shardsteer-functions-" + VERSION + "-all.jar",
                "lib/shardsteer-reader-" + VERSION + ".jar",
                "monitoring/alerts.yml",
                "pipelines/reference.yaml",
                "shardsteer-bom.json",
                "trainer/shardsteer-trainer-" + VERSION + "-all.jar"))
        .allSatisfy(name -> assertThat(archive.root().resolve(name)).isRegularFile());
    List<String> named =
        List.of(Files.readString(archive.root().resolve("lib/class-path")).strip().split(":"));
    try (Stream<Path> jars = Files.list(archive.root().resolve("lib"))) {
      assertThat(named)
          .containsExactlyInAnyOrderElementsOf(
              jars.map(jar -> "lib/" + jar.getFileName())
                  .filter(jar -> jar.endsWith(".jar"))
                  .toList());
    }
  }

  @Test
  void readersJarNamesAllThatAnApplicationNeeds() throws Exception {
    URL jar = archive.root().resolve("lib/shardsteer-reader-" + VERSION + ".jar").toUri().toURL();
    try (URLClassLoader alone =
        new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader())) {
      Class<?> reader = alone.loadClass("io.shardsteer.deploy.reader.ShardReader");
      assertThat(reader.getMethods()).isNotEmpty(); // loads the classes of all signatures
      assertThat(alone.loadClass("com.datastax.oss.driver.api.core.CqlSession")).isNotNull();
    }
  }

  @Test
  @Order(1)
  void commandsWithoutServersWorkInAnEmptyHome() throws Exception {
    String root = archive.root().toString();
    assertThat(succeeds("--version")).contains("shardsteer " + VERSION);
    assertThat(succeeds("validate", root + "/pipelines/bikes.yaml")).contains("is valid");
    assertThat(
            succeeds(
                "features",
                root + "/pipelines/bikes.yaml",
                "--data",
                root + "/data/bikes.csv.gz",
                "--sample",
                "2000"))
        .contains("start_lat");
    assertThat(
            succeeds(
                "replay",
                root + "/pipelines/synthetic/points.yaml",
                "--data",
                "synthetic:hot-spots:20000"))
        .contains("shardsteer");
  }

  @Test
  void aMissingPipelineFileIsSaidInWords() throws Exception {
    Ended ended = archive.steer(Map.of(), "validate", "none.yaml");
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.output()).startsWith("steer: none.yaml cannot be read");
  }

  /** Servers come from the cache of whoever tests; a user's first demo fetches them. */
  @Test
  @Order(2)
  void demoRunsOnRealServersAndLeavesTheArchiveAsItWas() throws Exception {
    List<String> before = files(archive.root());
    Path report = folder.resolve("report.json");
    Ended ended =
        archive.steer(
            Map.of(ServerArtifacts.CACHE_VARIABLE, ServerArtifacts.defaultCache().toString()),
            "demo",
            "--quick",
            "--report",
            report.toString());
    assertThat(ended.output()).contains("PASSED");
    assertThat(ended.exitCode()).isZero();
    assertThat(report).content().contains("\"passed\" : true");
    assertThat(files(archive.root())).isEqualTo(before);
  }

  private static String succeeds(String... arguments) throws IOException, InterruptedException {
    Ended ended = archive.steer(Map.of(), arguments);
    assertThat(ended.exitCode()).as("%s", ended.output()).isZero();
    return ended.output();
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.map(Path::toString).sorted().toList();
    }
  }
}
