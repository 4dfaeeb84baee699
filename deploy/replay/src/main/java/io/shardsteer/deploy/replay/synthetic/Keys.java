package io.shardsteer.deploy.replay.synthetic;

import java.util.SplittableRandom;

/** Streams of records with one number, {@code key}, mostly of 0..{@value #COUNT} - 1. */
final class Keys {
  static final int COUNT = 10_000;

  private Keys() {}

  static Drawing uniform() {
    return (progress, random, into) -> into[0] = random.nextInt(COUNT);
  }

  /** Zipfian, the most frequent key first. */
  static Drawing zipf(double theta) {
    Zipf ranks = new Zipf(COUNT, theta);
    return (progress, random, into) -> into[0] = ranks.draw(random);
  }

  /** Zipfian with ranks spread over the keys, as in YCSB. */
  static Drawing scrambledZipf(double theta, SplittableRandom setting) {
    Zipf ranks = new Zipf(COUNT, theta);
    int[] keys = permutation(setting);
    return (progress, random, into) -> into[0] = keys[ranks.draw(random)];
  }

  private static int[] permutation(SplittableRandom setting) {
    int[] keys = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      int other = setting.nextInt(i + 1);
      keys[i] = keys[other];
      keys[other] = i;
    }
    return keys;
  }

  /** {@code round(exp(N(mu, sigma)))}: the log-normal streams of partial key grouping's paper. */
  static Drawing logNormal(double mu, double sigma) {
    return (progress, random, into) ->
        into[0] = Math.rint(Math.exp(mu + sigma * random.nextGaussian()));
  }

  /** A share of the draws goes to a share of the keys, as in YCSB's hotspot. */
  static Drawing hotSet(double keys, double draws) {
    int hot = (int) (COUNT * keys);
    return (progress, random, into) ->
        into[0] =
            random.nextDouble() < draws ? random.nextInt(hot) : hot + random.nextInt(COUNT - hot);
  }

  /** Zipf 0.99 over ordered keys; the peak moves 1 % of the key space every 1 % of the stream. */
  static Drawing shifting() {
    Zipf ranks = new Zipf(COUNT, 0.99);
    return (progress, random, into) -> {
      int shift = (int) Math.floor(progress * 100) * (COUNT / 100);
      into[0] = (ranks.draw(random) + shift) % COUNT;
    };
  }

  /** Zipf 0.99 over ordered keys; the peak jumps to a random key at 25, 50 and 75 %. */
  static Drawing jumping(SplittableRandom setting) {
    Zipf ranks = new Zipf(COUNT, 0.99);
    int[] shifts = setting.ints(4, 0, COUNT).toArray();
    return (progress, random, into) ->
        into[0] = (ranks.draw(random) + shifts[(int) (progress * 4)]) % COUNT;
  }

  /** Uniform; one key takes 40 % for 5 % of the stream from the middle on. */
  static Drawing flashing() {
    return (progress, random, into) -> {
      boolean flash = progress >= 0.5 && progress < 0.55 && random.nextDouble() < 0.4;
      into[0] = flash ? 7_777 : random.nextInt(COUNT);
    };
  }

  /**
   * E-Store's moving hot spot (Taft et al., VLDB 2014; VaryingZipfianGenerator of the authors'
   * H-Store tree): zipf 0.99 mirrored around a peak that moves by 5 keys in each of 333 intervals,
   * which is every 3 s for a million records at 1,000 a second.
   */
  static Drawing movingHotSpot() {
    Zipf ranks = new Zipf(COUNT, 0.99);
    return (progress, random, into) -> {
      int shift = (int) Math.floor(progress * 333) * 5;
      int rank = ranks.draw(random);
      int side = random.nextBoolean() ? rank : -rank;
      into[0] = Math.floorMod(COUNT / 2 + shift + side, COUNT);
    };
  }

  /** Zipf 0.65; the share of records without a key grows from 10 to 45 %. */
  static Drawing growingNulls() {
    Zipf ranks = new Zipf(COUNT, 0.65);
    return (progress, random, into) -> {
      boolean missing = random.nextDouble() < 0.10 + 0.35 * progress;
      into[0] = missing ? Double.NaN : ranks.draw(random);
    };
  }

  /** Uniform over the lower half of the keys, then over the upper, changing ten times. */
  static Drawing squareWave() {
    return (progress, random, into) -> {
      int half = (int) (progress * 10) % 2;
      into[0] = half * (COUNT / 2) + random.nextInt(COUNT / 2);
    };
  }
}
