package io.shardsteer.common.pulsar;

import java.io.IOException;

/** A package is larger than anyone here is willing to read. */
public final class PackageTooLargeException extends IOException {
  PackageTooLargeException(String packageUrl, long bytes, long bound) {
    super("Package %s has %d bytes; at most %d are read.".formatted(packageUrl, bytes, bound));
  }
}
