package io.shardsteer.deploy.replay.method;

/** Further independent hashes out of one. */
final class Mixing {
  private Mixing() {}

  /** A bijective mix of all bits (Steele, Lea, Flood, SplitMix, OOPSLA 2014). */
  static long mix(long bits) {
    long z = bits + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
