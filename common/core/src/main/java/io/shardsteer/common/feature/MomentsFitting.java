package io.shardsteer.common.feature;

import io.shardsteer.common.record.FieldValues;

/** Mean and standard deviation in one pass (Welford 1962). */
final class MomentsFitting implements Fitting {
  private final int slot;
  private long count;
  private double mean;
  private double squares;

  MomentsFitting(int slot) {
    this.slot = slot;
  }

  @Override
  public void see(FieldValues values) {
    double number = values.number(slot);
    if (!Double.isNaN(number)) {
      count++;
      double distance = number - mean;
      mean += distance / count;
      squares += distance * (number - mean);
    }
  }

  /** Numbers that do not vary are only moved, not scaled. */
  @Override
  public FittedParameters fit() {
    double deviation = count < 2 ? 0 : Math.sqrt(squares / (count - 1));
    boolean usable = deviation > 0 && Double.isFinite(deviation) && Double.isFinite(mean);
    return new FittedParameters.Moments(Double.isFinite(mean) ? mean : 0, usable ? deviation : 1);
  }
}
