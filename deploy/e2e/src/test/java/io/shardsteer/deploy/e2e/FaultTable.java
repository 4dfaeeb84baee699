package io.shardsteer.deploy.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;

/** The table of faults and what they did, as it stands in the README: one line for each fault. */
final class FaultTable {
  private static final Path FILE = Path.of("target", "faults.md");

  private FaultTable() {}

  static void add(String fault, String happened, Account account, Duration recovery)
      throws IOException {
    String line =
        String.format(
            Locale.ROOT,
            "| %s | %s | %,d | %d | %d | %.1f |%n",
            fault,
            happened,
            account.published(),
            account.lost(),
            account.doubled(),
            recovery.toMillis() / 1e3);
    System.out.print(line);
    Files.writeString(FILE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
