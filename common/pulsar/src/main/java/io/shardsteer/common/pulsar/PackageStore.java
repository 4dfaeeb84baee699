package io.shardsteer.common.pulsar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;

/** Fetches packages from Pulsar's package management. Thread-safe. */
public final class PackageStore {
  private final PulsarAdmin admin;
  private final LongSupplier largestBytes;

  /**
   * @param largestBytes packages above this are not read into memory
   */
  public PackageStore(PulsarAdmin admin, long largestBytes) {
    this(admin, () -> largestBytes);
  }

  /**
   * @param largestBytes packages above this, which may change, are not read into memory
   */
  public PackageStore(PulsarAdmin admin, LongSupplier largestBytes) {
    this.admin = admin;
    this.largestBytes = largestBytes;
  }

  /**
   * The bytes of a package; blocks while they come.
   *
   * @param packageUrl e.g. {@code function://public/default/bikes-model@v1-r7}
   * @throws PackageMissingException if the store has no such package
   * @throws PackageTooLargeException if it is larger than the bound
   * @throws IOException if it cannot be fetched now
   */
  public byte[] fetch(String packageUrl) throws IOException {
    Path file = Files.createTempFile("shardsteer-package-", ".zip");
    try {
      admin.packages().download(packageUrl, file.toString());
      long bytes = Files.size(file);
      long most = largestBytes.getAsLong();
      if (bytes > most) {
        throw new PackageTooLargeException(packageUrl, bytes, most);
      }
      return Files.readAllBytes(file);
    } catch (PulsarAdminException.NotFoundException e) {
      throw new PackageMissingException(packageUrl, e);
    } catch (PulsarAdminException e) {
      throw new IOException(
          "Could not fetch package %s: %s".formatted(packageUrl, PulsarFailures.reason(e)), e);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
