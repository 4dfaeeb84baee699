package io.shardsteer.deploy.replay.synthetic;

import java.util.SplittableRandom;

/**
 * Three fields that have nothing to do with each other: {@code a} uniform on [0,1), {@code b} one
 * of {@value #KINDS} kinds, {@code c} log-normal. Whatever brings one together scatters the others.
 */
final class ConflictingFields implements Drawing {
  static final int KINDS = 5;

  @Override
  public void draw(double progress, SplittableRandom random, double[] into) {
    into[0] = random.nextDouble();
    into[1] = random.nextInt(KINDS);
    into[2] = Math.exp(random.nextGaussian());
  }
}
