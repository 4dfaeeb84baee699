package io.shardsteer.mover;

import io.shardsteer.common.config.ChangeWindow.Change;
import io.shardsteer.common.control.Windows;
import io.shardsteer.common.pulsar.Waiting;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;

/** Holds its caller back while the windows of the pipeline file let no stored row move. */
public final class RowWindow implements MoveGate {
  private static final long LONGEST_SLEEP_MILLIS = 60_000;

  private final Windows windows;
  private final Clock clock;
  private final Consumer<String> tell;

  /**
   * @param tell gets a line where the caller has to wait
   */
  public RowWindow(Windows windows, Clock clock, Consumer<String> tell) {
    this.windows = windows;
    this.clock = clock;
    this.tell = tell;
  }

  @Override
  public void pass() {
    long opens = windows.opensMillis(Change.ROWS, clock.millis());
    long left = opens - clock.millis();
    if (left > 0) {
      tell.accept(
          "Waits: the pipeline file lets rows move from %s on.\n`--now` moves them at any time; ended and run again, the command goes on where it was."
              .formatted(Instant.ofEpochMilli(opens)));
    }
    while (left > 0) {
      Waiting.forMillis(Math.min(left, LONGEST_SLEEP_MILLIS));
      left = opens - clock.millis();
    }
  }
}
