package io.shardsteer.common.control;

import io.shardsteer.common.config.ChangeWindow.Change;
import io.shardsteer.common.config.PipelineConfig;
import java.util.OptionalLong;

/**
 * When rows may move by themselves: within {@code windows} that name rows and within {@code
 * reshard.window}.
 *
 * @param windows the windows of all changes
 * @param own the window of automatic moves
 */
public record MoveTimes(Windows windows, Windows own) {
  /** Openings that are tried; there are at most 52 in a day. */
  private static final int MOST_OPENINGS = 1_000;

  public static MoveTimes of(PipelineConfig config) {
    return new MoveTimes(
        new Windows(config.control().windows()), new Windows(config.reshard().window()));
  }

  /**
   * When rows may move, at the earliest: at the given time where they may, epoch milliseconds;
   * empty if both are never open together.
   */
  public OptionalLong opensMillis(long nowMillis) {
    long at = nowMillis;
    for (int i = 0; i < MOST_OPENINGS; i++) {
      long next = own.opensMillis(Change.ROWS, windows.opensMillis(Change.ROWS, at));
      if (next == at) {
        return OptionalLong.of(at);
      }
      at = next;
    }
    return OptionalLong.empty();
  }

  public boolean areOpen(long nowMillis) {
    return opensMillis(nowMillis).orElse(Long.MAX_VALUE) == nowMillis;
  }
}
