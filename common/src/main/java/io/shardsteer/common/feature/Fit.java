package io.shardsteer.common.feature;

import java.util.List;

/** What the trainer learned from a sample about one feature. */
sealed interface Fit {
  /** Levels of a categorical feature, the most frequent first, {@code other} not among them. */
  record Levels(List<String> levels) implements Fit {
    public Levels {
      levels = List.copyOf(levels);
    }
  }

  /** Degrees; holds the sample's places. */
  record Box(double south, double west, double north, double east) implements Fit {}
}
