package io.shardsteer.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaTest {
  @TempDir Path folder;

  private Path home(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    assertThat(Files.createFile(java).toFile().setExecutable(true)).isTrue();
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
    return home;
  }

  @Test
  void findsTheJavaThatBothServersRunOn() throws IOException {
    home("a-11", "11.0.2");
    Path fitting = home("b/Contents/Home", "17.0.15");
    home("c-25", "25.0.3");
    Files.createFile(folder.resolve("d.txt"));

    assertThat(Java.among(List.of(folder.resolve("none"), folder))).contains(fitting);
  }

  @Test
  void findsNoneWhereAllAreOlderOrNewer() throws IOException {
    home("a-170", "170.0.1");
    Files.createDirectories(folder.resolve("b-17/bin"));

    assertThat(Java.among(List.of(folder))).isEmpty();
  }

  @Test
  void theServersRunOnTheirVersion() {
    assertThat(Path.of(Java.executable())).isExecutable();
  }
}
