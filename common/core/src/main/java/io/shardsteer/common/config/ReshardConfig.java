package io.shardsteer.common.config;

import java.util.List;

/**
 * How old rows come to where the newest model puts them.
 *
 * @param mode {@code reshard.mode}: who begins a move of rows
 * @param rowsPerSecond {@code reshard.rate}: most rows that the mover copies, or deletes, in a
 *     second; at least 1
 * @param window {@code reshard.window}: when rows may move by themselves, none or one; none: always
 * @param minGain {@code reshard.min_gain}: what reads over old times have to save for a move to
 *     begin, as a share of the shards that they read, 0 to 1
 */
public record ReshardConfig(
    Mode mode, long rowsPerSecond, List<ChangeWindow> window, double minGain) {
  public static final ReshardConfig DEFAULT =
      new ReshardConfig(Mode.BY_HAND, 5_000, List.of(), 0.2);

  /** Who begins a move of rows. */
  public enum Mode {
    /** An operator, by {@code steer reshard}. */
    BY_HAND,
    /** The controller, where reads gain enough; a mover performs it. */
    AUTOMATIC
  }

  public ReshardConfig {
    window = List.copyOf(window);
  }

  public boolean isAutomatic() {
    return mode == Mode.AUTOMATIC;
  }
}
