package io.shardsteer.common.routing;

import java.util.SplittableRandom;

/**
 * Picks a bounded number of records for training and says how many records each stands for.
 * Deterministic for a seed and a sequence of records. Not thread-safe.
 *
 * <p>Stratified sampling: of each run of <i>stride</i> records one is taken at random and weighs
 * <i>stride</i>, so every record has the same chance per weight. The stride of a second of publish
 * time follows from the rate of the seconds before, aiming at most of the allowance; when a burst
 * uses that up, the stride grows fourfold, and again each time half of the rest is gone. Hence a
 * second never exceeds the allowance, and the weights stay right up to bursts of about ten times
 * the expected rate; what comes after them in that second is not represented.
 */
public final class Sampler {
  private static final long WINDOW_MILLIS = 1000;

  /** Share of the allowance that a steady rate uses. */
  private static final double STEADY_SHARE = 0.8;

  private static final int BURST_GROWTH = 4;

  /** How much the newest second counts in the expected rate. */
  private static final double NEWEST = 0.5;

  private final int perSecond;
  private final SplittableRandom random;
  private long window = Long.MIN_VALUE;
  private double expectedRecords;
  private long windowRecords;
  private int windowSamples;
  private int samplesAtThisStride;
  private long stride = 1;
  private long chosen;
  private long place;
  private long strideOfRun = 1;

  /**
   * @param perSecond most samples in a second of publish time; 0 takes none
   * @param seed makes instances take different records
   */
  public Sampler(int perSecond, long seed) {
    this.perSecond = perSecond;
    random = new SplittableRandom(seed);
  }

  /**
   * Whether to take the record; then {@link #weight} is its weight.
   *
   * @param publishMillis the record's publish time, epoch milliseconds
   */
  public boolean take(long publishMillis) {
    long itsWindow = Math.floorDiv(publishMillis, WINDOW_MILLIS);
    if (itsWindow > window) {
      startWindow(itsWindow);
    }
    windowRecords++;
    if (windowSamples >= perSecond) {
      return false;
    }
    if (place == 0) {
      strideOfRun = stride;
      chosen = stride == 1 ? 0 : random.nextLong(stride);
    }
    boolean take = place == chosen;
    place = (place + 1) % strideOfRun;
    if (take) {
      countSample();
    }
    return take;
  }

  private void startWindow(long next) {
    if (window != Long.MIN_VALUE) {
      expectedRecords += NEWEST * (windowRecords - expectedRecords);
    }
    window = next;
    windowRecords = 0;
    windowSamples = 0;
    samplesAtThisStride = (int) Math.ceil(STEADY_SHARE * perSecond);
    stride = Math.max(1, (long) Math.ceil(expectedRecords / Math.max(1, samplesAtThisStride)));
  }

  private void countSample() {
    windowSamples++;
    samplesAtThisStride--;
    if (samplesAtThisStride == 0) {
      stride *= BURST_GROWTH;
      samplesAtThisStride = Math.max(1, (perSecond - windowSamples) / 2);
    }
  }

  /** How many records of the stream the record taken last stands for. */
  public double weight() {
    return strideOfRun;
  }
}
