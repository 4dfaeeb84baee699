package io.shardsteer.deploy.e2e;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** MOJOs that load and answer wrong. */
final class Mojos {
  private static final String SETTINGS = "model.ini";

  private Mojos() {}

  /** The MOJO of a forest in which no tree stands: its mean is 0 / 0. */
  static byte[] withoutTrees(byte[] mojo) {
    var out = new ByteArrayOutputStream();
    try (var from = new ZipInputStream(new ByteArrayInputStream(mojo));
        var to = new ZipOutputStream(out)) {
      for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        byte[] bytes = from.readAllBytes();
        if (entry.getName().equals(SETTINGS)) {
          String settings = new String(bytes, StandardCharsets.UTF_8);
          bytes =
              settings.replaceAll("n_trees = \\d+", "n_trees = 0").getBytes(StandardCharsets.UTF_8);
        }
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(bytes);
        to.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
