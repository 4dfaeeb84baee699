package io.shardsteer.deploy.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of a benchmark, one {@code name value} a line, and those that miss their bounds. */
final class Figures {
  private final List<String> missed = new ArrayList<>();

  void tell(String name, double value) {
    System.out.printf(Locale.ROOT, "%s %s%n", name, text(value));
  }

  void tellAtMost(String name, double value, double most) {
    tell(name, value);
    if (!(value <= most)) {
      missed.add("%s is above %s".formatted(name, text(most)));
    }
  }

  void tellAtLeast(String name, double value, double least) {
    tell(name, value);
    if (!(value >= least)) {
      missed.add("%s is below %s".formatted(name, text(least)));
    }
  }

  /** Names the bounds that were missed; the exit code of the command. */
  int end() {
    missed.forEach(System.err::println);
    return missed.isEmpty() ? 0 : 1;
  }

  private static String text(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.3f", value);
  }
}
