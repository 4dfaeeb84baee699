package io.shardsteer.deploy.replay.synthetic;

import java.util.SplittableRandom;

/**
 * A city whose places of the day and of the night take turns: 14 days, each a sine, over the whole
 * stream. At weekends, where there are any, the places of the day are others. Fields: latitude,
 * longitude, vehicle.
 */
final class Cycles implements Drawing {
  static final int DAYS = 14;
  private static final int WEEK = 7;
  private static final int WEEKDAYS = 5;

  private final HotSpots day;
  private final HotSpots night;
  private final HotSpots weekend;
  private final boolean weekly;

  Cycles(SplittableRandom setting, boolean weekly) {
    this.weekly = weekly;
    day = new HotSpots(setting, 0, 0);
    night = new HotSpots(setting, 0, 0);
    weekend = new HotSpots(setting, 0, 0);
  }

  @Override
  public void draw(double progress, SplittableRandom random, double[] into) {
    double days = progress * DAYS;
    double byDay = 0.5 - 0.5 * Math.cos(2 * Math.PI * days);
    boolean isWeekend = weekly && Math.floor(days) % WEEK >= WEEKDAYS;
    HotSpots lively = isWeekend ? weekend : day;
    (random.nextDouble() < byDay ? lively : night).draw(progress, random, into);
  }
}
