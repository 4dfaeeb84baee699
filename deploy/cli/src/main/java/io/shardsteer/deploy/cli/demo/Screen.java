package io.shardsteer.deploy.cli.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * Where the demo talks. On a terminal a block of lines at the bottom is drawn again and again, with
 * lasting lines scrolling by above it; elsewhere, as in a log file, the block's first line is
 * printed now and then. Not thread-safe.
 */
final class Screen {
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(5);

  private final PrintStream out;
  private final boolean terminal;
  private int drawn;
  private long lastPlain = System.nanoTime() - PLAIN_INTERVAL.toNanos();

  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** The standard output; the script that starts Java says whether it is a terminal. */
  static Screen standard() {
    return new Screen(System.out, Boolean.getBoolean("shardsteer.terminal"));
  }

  /** A line that stays. */
  void say(String line) {
    erase();
    out.println(line);
    out.flush();
  }

  /** Draws the block, in place of the one before. */
  void show(List<String> block) {
    if (terminal) {
      erase();
      block.forEach(out::println);
      drawn = block.size();
      out.flush();
    } else if (System.nanoTime() - lastPlain >= PLAIN_INTERVAL.toNanos()) {
      lastPlain = System.nanoTime();
      out.println(String.join("  ", block.subList(0, Math.min(2, block.size()))));
      out.flush();
    }
  }

  private void erase() {
    if (drawn > 0) {
      // Cursor up, then clear to the end of the screen.
      out.printf("\u001b[%dA\u001b[J", drawn);
      drawn = 0;
    }
  }
}
