package io.shardsteer.deploy.benchmarks;

/**
 * A figure and what it should be.
 *
 * @param name what is measured
 * @param figure a ratio within one run
 * @param bound that it should reach, or not exceed
 * @param least whether the bound is the least figure; otherwise it is the largest
 */
record Goal(String name, double figure, double bound, boolean least) {
  static Goal atLeast(String name, double figure, double bound) {
    return new Goal(name, figure, bound, true);
  }

  static Goal atMost(String name, double figure, double bound) {
    return new Goal(name, figure, bound, false);
  }

  boolean isMet() {
    return least ? figure >= bound : figure <= bound;
  }

  String text() {
    return "%s %s: %.2f, goal %s %.2f"
        .formatted(isMet() ? "PASS" : "MISS", name, figure, least ? "at least" : "at most", bound);
  }
}
