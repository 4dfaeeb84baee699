package io.shardsteer.deploy.replay.synthetic;

import java.util.SplittableRandom;

/**
 * Vehicles around {@value #SPOTS} places of a square degree: Gaussian, sigma 0.01, weights zipf
 * 1.0, centres on a random walk of 0.001 every 1 % of the stream. Fields: latitude, longitude,
 * vehicle.
 */
final class HotSpots implements Drawing {
  private static final int SPOTS = 20;
  private static final int VEHICLES = 100_000;
  private static final double SIGMA = 0.01;
  private static final double STEP = 0.001;
  private static final double SOUTH = 37;
  private static final double WEST = -122;

  private final Zipf weights = new Zipf(SPOTS, 1.0);
  private final double[] north = new double[SPOTS];
  private final double[] east = new double[SPOTS];
  private final SplittableRandom setting;
  private final int reborn;
  private final double heapShare;
  private int stage;

  /**
   * @param reborn spots that die at mid-stream while as many appear elsewhere
   * @param heapShare share of the records that lie on one and the same point
   */
  HotSpots(SplittableRandom setting, int reborn, double heapShare) {
    this.setting = setting;
    this.reborn = reborn;
    this.heapShare = heapShare;
    for (int spot = 0; spot < SPOTS; spot++) {
      place(spot);
    }
  }

  private void place(int spot) {
    north[spot] = setting.nextDouble();
    east[spot] = setting.nextDouble();
  }

  @Override
  public void draw(double progress, SplittableRandom random, double[] into) {
    while (stage < Math.floor(progress * 100)) {
      stage++;
      walk();
    }
    into[2] = random.nextInt(VEHICLES);
    if (heapShare > 0 && random.nextDouble() < heapShare) {
      into[0] = SOUTH + 0.5;
      into[1] = WEST + 0.5;
      return;
    }
    int spot = weights.draw(random);
    into[0] = SOUTH + north[spot] + SIGMA * random.nextGaussian();
    into[1] = WEST + east[spot] + SIGMA * random.nextGaussian();
  }

  private void walk() {
    for (int spot = 0; spot < SPOTS; spot++) {
      north[spot] += STEP * setting.nextGaussian();
      east[spot] += STEP * setting.nextGaussian();
    }
    if (stage == 50) {
      for (int i = 0; i < reborn; i++) {
        place(i * SPOTS / reborn);
      }
    }
  }
}
