package io.shardsteer.common.control;

/**
 * When the slow loop looks at its figures. A full look follows when the rates could be measured
 * anew after the split points of the full look before took effect: what rebalancing mends is no
 * fault of the model. On a slow stream that takes long, and partial looks at the other figures come
 * in between. Not thread-safe.
 */
final class Looks {
  /** What may be judged now. */
  enum Look {
    NONE,
    /** Everything but rates, which are not known anew yet. */
    PARTIAL,
    FULL
  }

  /** Delays of the fast loop between two looks at the figures that need no rates. */
  private static final int DELAYS_PER_PARTIAL_LOOK = 20;

  static final long UNKNOWN = -1;

  private long nextMillis;
  private long partialMillis;
  private long fromRecord;

  Looks() {
    this(Long.MIN_VALUE, Long.MIN_VALUE, UNKNOWN);
  }

  /** Goes on where {@link #nextMillis} and the others were. */
  Looks(long nextMillis, long partialMillis, long fromRecord) {
    this.nextMillis = nextMillis;
    this.partialMillis = partialMillis;
    this.fromRecord = fromRecord;
  }

  long nextMillis() {
    return nextMillis;
  }

  long partialMillis() {
    return partialMillis;
  }

  /** Records after which rates are measured for the next full look; {@link #UNKNOWN} before. */
  long fromRecord() {
    return fromRecord;
  }

  Look now(LoadMonitor load) {
    long known = load.fleet().knownUntilMillis();
    if (known >= nextMillis && fromRecord == UNKNOWN) {
      fromRecord = load.records();
    }
    if (fromRecord != UNKNOWN && load.measuresRatesSince(fromRecord)) {
      return Look.FULL;
    }
    return known >= partialMillis ? Look.PARTIAL : Look.NONE;
  }

  /**
   * Takes that a look is over.
   *
   * @param effectMillis when a table that is published now takes effect
   */
  void looked(Look look, long effectMillis, long nowMillis) {
    if (look == Look.NONE) {
      return;
    }
    if (look == Look.FULL) {
      nextMillis = effectMillis;
      fromRecord = UNKNOWN;
    }
    partialMillis = nowMillis + DELAYS_PER_PARTIAL_LOOK * (effectMillis - nowMillis);
  }
}
