package io.shardsteer.functions.router;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.steering.ModelRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packages that this machine's routers used last, on its disk, so that a router which restarts
 * needs no package store. A file is named by its checksum and believed only if it has it: nothing
 * else that is put there routes a record. What cannot be kept or read is fetched again, and nothing
 * fails. Thread-safe, among processes too.
 */
final class KeptPackages {
  /** As many as a router keeps in memory. */
  private static final int MOST_PACKAGES = 8;

  private static final Logger LOG = LoggerFactory.getLogger(KeptPackages.class);
  private static final Pattern CHECKSUM = Pattern.compile("[0-9a-f]{64}");

  private final Path folder;
  private final LongSupplier largestBytes;

  /**
   * @param largestBytes files above this are not read into memory
   */
  KeptPackages(Path folder, LongSupplier largestBytes) {
    this.folder = folder;
    this.largestBytes = largestBytes;
  }

  /** Those of a pipeline, in the folder for temporary files ({@code java.io.tmpdir}). */
  static KeptPackages of(Supplier<PipelineConfig> config) {
    return new KeptPackages(
        Path.of(System.getProperty("java.io.tmpdir"), "shardsteer-models", config.get().pipeline()),
        () -> ModelPackage.maxBytes(config.get()));
  }

  /** The bytes of a package, if they are there and are what they have to be. */
  Optional<byte[]> find(ModelRef ref) {
    if (!CHECKSUM.matcher(ref.checksum()).matches()) {
      return Optional.empty();
    }
    Path file = file(ref);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > largestBytes.getAsLong()) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(file);
      if (!ModelPackage.checksum(bytes).equals(ref.checksum())) {
        LOG.warn("A kept package is damaged and fetched again file={}", file);
        Files.delete(file);
        return Optional.empty();
      }
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return Optional.of(bytes);
    } catch (IOException e) {
      LOG.warn("A kept package cannot be read and is fetched again file={}", file, e);
      return Optional.empty();
    }
  }

  /** Keeps a package that was checked. */
  void keep(ModelRef ref, byte[] bytes) {
    if (!CHECKSUM.matcher(ref.checksum()).matches()) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, "fresh-", ".zip");
      try {
        Files.write(fresh, bytes);
        Files.move(fresh, file(ref), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
      removeOldest();
    } catch (IOException e) {
      LOG.warn(
          "A model cannot be kept, so a restart needs the package store version={} folder={}",
          ref.version(),
          folder,
          e);
    }
  }

  private Path file(ModelRef ref) {
    return folder.resolve(ref.checksum() + ".zip");
  }

  private void removeOldest() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> old =
          files
              .sorted(Comparator.comparing(KeptPackages::usedAt).reversed())
              .skip(MOST_PACKAGES)
              .toList();
      for (Path file : old) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** A file that another process has removed meanwhile is the oldest. */
  private static FileTime usedAt(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return FileTime.fromMillis(0);
    }
  }
}
