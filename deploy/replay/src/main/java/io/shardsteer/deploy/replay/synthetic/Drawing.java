package io.shardsteer.deploy.replay.synthetic;

import java.util.SplittableRandom;

/** Draws the records of a synthetic stream one after the other. */
interface Drawing {
  /**
   * @param progress how far the stream is, [0,1), never falling
   * @param into the fields' values; NaN is null
   */
  void draw(double progress, SplittableRandom random, double[] into);
}
