package io.shardsteer.functions.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.steering.ModelRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptPackagesTest {
  private static final int LARGEST = 1_000;

  @TempDir private Path temporary;

  @Test
  void findsWhatAnotherInstanceHasKept() {
    packages().keep(ref(1), bytes(1));
    assertThat(packages().find(ref(1))).contains(bytes(1));
    assertThat(packages().find(ref(2))).isEmpty();
  }

  @Test
  void believesNoFileThatWasChanged() throws IOException {
    packages().keep(ref(1), bytes(1));
    Files.write(file(1), bytes(2));
    assertThat(packages().find(ref(1))).isEmpty();
    packages().keep(ref(1), bytes(1));
    assertThat(packages().find(ref(1))).contains(bytes(1));
  }

  @Test
  void readsNoFileThatIsTooLarge() throws IOException {
    Files.createDirectories(folder());
    Files.write(file(1), new byte[LARGEST + 1]);
    assertThat(packages().find(ref(1))).isEmpty();
  }

  @Test
  void keepsTheEightThatWereUsedLast() throws IOException {
    for (int version = 1; version <= 8; version++) {
      packages().keep(ref(version), bytes(version));
      Files.setLastModifiedTime(file(version), FileTime.fromMillis(1_000L * version));
    }
    assertThat(packages().find(ref(1))).isPresent();
    packages().keep(ref(9), bytes(9));
    assertThat(packages().find(ref(2))).isEmpty();
    assertThat(packages().find(ref(1))).isPresent();
    try (Stream<Path> files = Files.list(folder())) {
      assertThat(files).hasSize(8);
    }
  }

  @Test
  void goesOnWithoutAFolderThatCanBeWritten() throws IOException {
    Files.writeString(folder(), "not a folder");
    packages().keep(ref(1), bytes(1));
    assertThat(packages().find(ref(1))).isEmpty();
  }

  @Test
  void leavesItsFolderForNoChecksum() {
    var hostile = new ModelRef(1, "function://public/default/m@v1", "../../../" + "a".repeat(55));
    packages().keep(hostile, bytes(1));
    assertThat(packages().find(hostile)).isEmpty();
    assertThat(folder()).doesNotExist();
  }

  private KeptPackages packages() {
    return new KeptPackages(folder(), () -> LARGEST);
  }

  private Path folder() {
    return temporary.resolve("models");
  }

  private Path file(int version) {
    return folder().resolve(ref(version).checksum() + ".zip");
  }

  private static ModelRef ref(int version) {
    return new ModelRef(
        version, "function://public/default/m@v" + version, ModelPackage.checksum(bytes(version)));
  }

  private static byte[] bytes(int version) {
    return ("package " + version).getBytes(StandardCharsets.UTF_8);
  }
}
