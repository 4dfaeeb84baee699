package io.shardsteer.deploy.replay.method;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What users would pick instead of shardsteer. */
public enum Baseline {
  HASH,
  KEY_HASH,
  RANGE,
  KD_FIXED,
  KD_REFIT,
  TWO_CHOICES,
  BOUNDED_LOAD,
  SELF_LABELS,
  SLICES;

  /** The name in commands and reports, such as {@code kd-fixed}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The names of all of them. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Baseline::label).toList();
  }

  /**
   * @throws IllegalArgumentException naming all baselines if there is none of that name
   */
  public static Baseline ofLabel(String label) {
    return Arrays.stream(values())
        .filter(baseline -> baseline.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no method '%s'.%nChoose among %s, all, none."
                        .formatted(label, String.join(", ", labels()))));
  }

  /** Whether it orders records by queried fields and so needs at least one. */
  private boolean needsCoordinates() {
    return switch (this) {
      case RANGE, KD_FIXED, KD_REFIT, SELF_LABELS, SLICES -> true;
      case HASH, KEY_HASH, TWO_CHOICES, BOUNDED_LOAD -> false;
    };
  }

  /** True where the method can work on the trial's records. */
  public boolean suits(Trial trial) {
    return !needsCoordinates() || trial.coordinates().dimensions() > 0;
  }

  /** The method, ready for the trial's first record. */
  public ShardingMethod start(Trial trial) {
    return switch (this) {
      case HASH -> new HashSharding(trial, false);
      case KEY_HASH -> new HashSharding(trial, true);
      case RANGE -> new KdSharding(trial, 1, false);
      case KD_FIXED -> new KdSharding(trial, trial.coordinates().dimensions(), false);
      case KD_REFIT -> new KdSharding(trial, trial.coordinates().dimensions(), true);
      case TWO_CHOICES -> new TwoChoices(trial);
      case BOUNDED_LOAD -> new BoundedLoad(trial);
      case SELF_LABELS -> new SelfLabels(trial);
      case SLICES -> new Slices(trial);
    };
  }
}
