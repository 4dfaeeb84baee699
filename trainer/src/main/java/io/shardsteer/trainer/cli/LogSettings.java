package io.shardsteer.trainer.cli;

/** How the trainer's log looks on standard error: its own lifecycle, and others' warnings. */
final class LogSettings {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private LogSettings() {}

  /** Before the first logger is made; what the operator has set stays. */
  static void apply() {
    set("defaultLogLevel", "warn");
    set("log.io.shardsteer", "info");
    // Every seek of a reader makes it warn that it has to connect again.
    set("log.org.apache.pulsar.client.impl.ConsumerImpl", "error");
    set("showDateTime", "true");
    set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    set("showThreadName", "false");
    set("showShortLogName", "true");
  }

  private static void set(String name, String value) {
    if (System.getProperty(PREFIX + name) == null) {
      System.setProperty(PREFIX + name, value);
    }
  }
}
