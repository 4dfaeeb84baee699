package io.shardsteer.deploy.cli.init;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps a bounded number of things evenly spread over all that came: every first, then every second
 * one and so on. Not thread-safe.
 */
final class Thinned<T> {
  private final int most;
  private final List<T> kept = new ArrayList<>();
  private long stride = 1;
  private long seen;

  /**
   * @param most how many are kept at most; at least half as many where there are that many
   */
  Thinned(int most) {
    this.most = most;
  }

  void add(T thing) {
    if (seen++ % stride != 0) {
      return;
    }
    kept.add(thing);
    if (kept.size() > most) {
      List<T> half = new ArrayList<>();
      for (int i = 0; i < kept.size(); i += 2) {
        half.add(kept.get(i));
      }
      kept.clear();
      kept.addAll(half);
      stride *= 2;
    }
  }

  List<T> kept() {
    return List.copyOf(kept);
  }

  /** How many came. */
  long seen() {
    return seen;
  }
}
