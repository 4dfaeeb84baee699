package io.shardsteer.common.pulsar;

import java.io.IOException;

/** The package store has no such package. */
public final class PackageMissingException extends IOException {
  PackageMissingException(String packageUrl, Throwable cause) {
    super("There is no package " + packageUrl, cause);
  }
}
