package io.shardsteer.common.routing;

import io.shardsteer.common.message.HeavyKey;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the key of most load with a bounded number of counters: J. Misra and D. Gries, "Finding
 * repeated elements", 1982. A key of more than a thirty-second of the load is never missed, and no
 * share is stated too high. Older load counts less with every report. Not thread-safe.
 */
final class HeavyKeys {
  private static final int COUNTERS = 32;

  /** Longer keys are not carried around. */
  private static final int MOST_CHARACTERS = 200;

  /** What is less is not worth a name. */
  private static final double LEAST_SHARE = 0.01;

  private static final double KEPT = 0.8;

  private final Map<String, Double> loads = new HashMap<>();
  private double all;

  void add(String key, double load) {
    all += load;
    if (key.isEmpty() || key.length() > MOST_CHARACTERS) {
      return;
    }
    if (loads.size() < COUNTERS || loads.containsKey(key)) {
      loads.merge(key, load, Double::sum);
      return;
    }
    double least = loads.values().stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double taken = Math.min(load, least);
    loads.replaceAll((other, its) -> its - taken);
    loads.values().removeIf(its -> its <= 0);
    if (load > taken) {
      loads.put(key, load - taken);
    }
  }

  HeavyKey heaviest() {
    String heaviest = "";
    double most = LEAST_SHARE * all;
    for (Map.Entry<String, Double> entry : loads.entrySet()) {
      if (entry.getValue() > most) {
        heaviest = entry.getKey();
        most = entry.getValue();
      }
    }
    return heaviest.isEmpty() ? HeavyKey.NONE : new HeavyKey(heaviest, most / all);
  }

  /** Ends a report interval. */
  void age() {
    all *= KEPT;
    loads.replaceAll((key, load) -> KEPT * load);
  }
}
