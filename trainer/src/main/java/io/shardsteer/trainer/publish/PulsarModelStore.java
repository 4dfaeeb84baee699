package io.shardsteer.trainer.publish;

import io.shardsteer.common.pulsar.PackageMissingException;
import io.shardsteer.common.pulsar.PackageStore;
import io.shardsteer.common.pulsar.PulsarFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.packages.management.core.common.PackageMetadata;

/** Models in Pulsar's package management. Thread-safe. */
public final class PulsarModelStore implements ModelStore {
  private final PulsarAdmin admin;
  private final PackageStore packages;

  /**
   * @param largestBytes packages above this are not read into memory
   */
  public PulsarModelStore(PulsarAdmin admin, long largestBytes) {
    this.admin = admin;
    packages = new PackageStore(admin, largestBytes);
  }

  /** Pulsar refuses a second package of a URL, so what is there is deleted first. */
  @Override
  public void put(String packageUrl, String description, byte[] bytes) throws IOException {
    Path file = Files.createTempFile("shardsteer-model-", ".zip");
    try {
      Files.write(file, bytes);
      deleteIfThere(packageUrl);
      admin.packages().upload(metadata(description), packageUrl, file.toString());
    } catch (PulsarAdminException e) {
      throw failure("store", packageUrl, e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void deleteIfThere(String packageUrl) throws PulsarAdminException {
    try {
      admin.packages().getMetadata(packageUrl);
    } catch (PulsarAdminException.NotFoundException e) {
      return;
    }
    admin.packages().delete(packageUrl);
  }

  @Override
  public Optional<byte[]> fetch(String packageUrl) throws IOException {
    try {
      return Optional.of(packages.fetch(packageUrl));
    } catch (PackageMissingException e) {
      return Optional.empty();
    }
  }

  private static PackageMetadata metadata(String description) {
    return PackageMetadata.builder()
        .description(description)
        .contact("shardsteer trainer")
        .properties(Map.of())
        .build();
  }

  private static IOException failure(String verb, String packageUrl, PulsarAdminException e) {
    return new IOException(
        "Could not %s package %s: %s".formatted(verb, packageUrl, PulsarFailures.reason(e)), e);
  }
}
