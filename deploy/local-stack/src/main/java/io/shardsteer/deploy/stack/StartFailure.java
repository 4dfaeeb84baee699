package io.shardsteer.deploy.stack;

import java.util.List;
import java.util.regex.Pattern;

/** Finds the line of a server's log that says why it did not start. */
final class StartFailure {
  private static final int WIDEST = 300;

  /** From the most to the least telling. */
  private static final List<Pattern> TELLING =
      List.of(
          Pattern.compile("Address already in use|OutOfMemoryError|No space left on device"),
          Pattern.compile("Caused by:"),
          Pattern.compile("\\b(ERROR|FATAL)\\b|Exception in thread"),
          Pattern.compile("Exception|Error:"));

  private StartFailure() {}

  /**
   * @param lines a log, oldest line first
   */
  static String reason(List<String> lines) {
    for (Pattern telling : TELLING) {
      for (String line : lines) {
        if (telling.matcher(line).find()) {
          return said(line);
        }
      }
    }
    return lines.stream()
        .filter(line -> !line.isBlank())
        .reduce((before, last) -> last)
        .map(StartFailure::said)
        .orElse("Its log is empty.");
  }

  private static String said(String line) {
    String text = line.strip();
    return "Its log says: " + (text.length() > WIDEST ? text.substring(0, WIDEST) + " ..." : text);
  }
}
