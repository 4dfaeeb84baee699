package io.shardsteer.common.steering;

import org.jspecify.annotations.Nullable;

/**
 * When a table takes effect, and the table in force before: the top of an immutable stack to which
 * a table is added, and in which one is found, in a time that grows with the logarithm of its
 * height. Besides the moment below, each knows one far below, at distances that make it so (E. W.
 * Myers, "An applicative random-access stack", 1983). Stacks share what they have in common.
 */
final class Moment {
  private final int table;
  private final long fromMillis;
  private final int height;
  private final @Nullable Moment below;
  private final Moment farBelow;

  private Moment(int table, long fromMillis, @Nullable Moment below) {
    this.table = table;
    this.fromMillis = fromMillis;
    this.below = below;
    if (below == null) {
      height = 0;
      farBelow = this;
    } else {
      height = below.height + 1;
      Moment far = below.farBelow;
      boolean joins = below.height - far.height == far.height - far.farBelow.height;
      farBelow = joins ? far.farBelow : below;
    }
  }

  /** The number of the table. */
  int table() {
    return table;
  }

  long fromMillis() {
    return fromMillis;
  }

  @Nullable Moment below() {
    return below;
  }

  /**
   * A stack with one more table, and without those that it overrules, because they would take
   * effect at its time or later. The lowest one stays.
   *
   * @param lowest the lowest of the stack that counts
   */
  static Moment add(@Nullable Moment top, @Nullable Moment lowest, int table, long fromMillis) {
    Moment below = top == null || lowest == null ? null : top.before(fromMillis, lowest);
    return new Moment(table, fromMillis, below);
  }

  /** The one in force at a time; the lowest one counts from the beginning of time. */
  Moment at(long millis, Moment lowest) {
    return millis == Long.MAX_VALUE ? this : before(millis + 1, lowest);
  }

  private Moment before(long millis, Moment lowest) {
    Moment moment = this;
    while (moment != lowest && moment.fromMillis >= millis) {
      Moment far = moment.farBelow;
      boolean isTooFar = far.height <= lowest.height || far.fromMillis < millis;
      Moment near = moment.below;
      if (near == null) {
        break;
      }
      moment = isTooFar ? near : far;
    }
    return moment;
  }

  /** The one that replaces a lower one. */
  @Nullable Moment above(Moment lower) {
    Moment moment = this;
    if (moment == lower) {
      return null;
    }
    while (moment.height > lower.height + 1) {
      Moment near = moment.below;
      if (near == null) {
        break;
      }
      moment = moment.farBelow.height > lower.height ? moment.farBelow : near;
    }
    return moment;
  }

  boolean isAtMost(Moment other) {
    return height <= other.height;
  }
}
