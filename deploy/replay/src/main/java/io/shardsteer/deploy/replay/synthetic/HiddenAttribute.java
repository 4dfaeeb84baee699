package io.shardsteer.deploy.replay.synthetic;

import java.util.SplittableRandom;

/**
 * Records that are asked for by something not yet known when they arrive. Eight visible fields,
 * {@code x1} to {@code x8}, uniform on [0,1); the hidden one, {@code risk}, follows a smooth,
 * curved function of five of them and a little noise.
 */
final class HiddenAttribute implements Drawing {
  static final int VISIBLE = 8;
  private static final double NOISE = 0.1;

  @Override
  public void draw(double progress, SplittableRandom random, double[] into) {
    for (int i = 0; i < VISIBLE; i++) {
      into[i] = random.nextDouble();
    }
    into[VISIBLE] =
        Math.sin(2 * Math.PI * into[0])
            + 2 * into[1] * into[2]
            + into[3]
            + (into[4] > 0.5 ? 0.7 : 0)
            + NOISE * random.nextGaussian();
  }
}
