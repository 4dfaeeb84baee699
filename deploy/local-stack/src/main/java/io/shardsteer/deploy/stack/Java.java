package io.shardsteer.deploy.stack;

import java.nio.file.Path;

/** The Java runtime that this JVM runs on, which the servers share. */
final class Java {
  private Java() {}

  static Path home() {
    return Path.of(System.getProperty("java.home"));
  }

  static String executable() {
    return home().resolve("bin").resolve("java").toString();
  }
}
