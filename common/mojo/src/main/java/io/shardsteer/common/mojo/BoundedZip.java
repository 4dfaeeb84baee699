package io.shardsteer.common.mojo;

import io.shardsteer.common.model.BadModelException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Unpacks a zip file in memory, giving up before it grows beyond its limits. */
final class BoundedZip {
  private static final int FREE_OF_RATIO_BYTES = 1 << 20;
  private static final int BUFFER_BYTES = 1 << 14;

  private BoundedZip() {}

  /**
   * The files of a zip, by name.
   *
   * @param what what the file is, for messages
   * @throws BadModelException if it is not a whole zip file or exceeds a limit
   */
  static Map<String, byte[]> unpack(byte[] zip, String what, ZipLimits limits) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    long unpacked = 0;
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.isDirectory()) {
          continue;
        }
        if (files.size() == limits.maxEntries()) {
          throw new BadModelException(
              "The %s has more than %d files.".formatted(what, limits.maxEntries()));
        }
        byte[] bytes = read(in, what, entry.getName(), unpacked, zip.length, limits);
        unpacked += bytes.length;
        if (files.put(entry.getName(), bytes) != null) {
          throw new BadModelException(
              "The %s has two files named '%s'.".formatted(what, entry.getName()));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new BadModelException("The %s cannot be unpacked: %s".formatted(what, e), e);
    }
    if (files.isEmpty()) {
      throw new BadModelException(
          "The %s is not a zip file, or an empty one (%d bytes).".formatted(what, zip.length));
    }
    return files;
  }

  private static byte[] read(
      ZipInputStream in, String what, String name, long before, long packed, ZipLimits limits)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      bytes.write(buffer, 0, n);
      long total = before + bytes.size();
      if (total > limits.maxBytes()) {
        throw new BadModelException(
            "The %s unpacks to more than %d bytes (in '%s')."
                .formatted(what, limits.maxBytes(), name));
      }
      if (total > FREE_OF_RATIO_BYTES && total / limits.maxRatio() > packed) {
        throw new BadModelException(
            "The %s unpacks to more than %d times its %d bytes (in '%s')."
                .formatted(what, limits.maxRatio(), packed, name));
      }
    }
    return bytes.toByteArray();
  }
}
