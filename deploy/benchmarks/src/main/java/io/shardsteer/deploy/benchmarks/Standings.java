package io.shardsteer.deploy.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What contenders did over all rounds.
 *
 * @param rates records per second of each round, ascending, by contender
 * @param cpu CPU time a record of each round in microseconds, ascending, by contender
 * @param beside the contender that others stand beside
 */
record Standings(Map<String, double[]> rates, Map<String, double[]> cpu, String beside) {
  static Standings of(List<Round> rounds, String beside) {
    Map<String, double[]> rates = new LinkedHashMap<>();
    Map<String, double[]> cpu = new LinkedHashMap<>();
    for (Round round : rounds) {
      rates.merge(round.contender(), new double[] {round.recordsPerSecond()}, Standings::sorted);
      cpu.merge(round.contender(), new double[] {round.cpuMicrosPerRecord()}, Standings::sorted);
    }
    return new Standings(rates, cpu, beside);
  }

  private static double[] sorted(double[] some, double[] one) {
    double[] all = Arrays.copyOf(some, some.length + 1);
    all[some.length] = one[0];
    Arrays.sort(all);
    return all;
  }

  /** The median rate of one contender as a multiple of another's. */
  double rates(String one, String other) {
    return median(rates, one) / median(rates, other);
  }

  /** The median CPU time of one contender as a multiple of another's. */
  double cpu(String one, String other) {
    return median(cpu, one) / median(cpu, other);
  }

  static double median(Map<String, double[]> figures, String contender) {
    double[] sorted = figures.getOrDefault(contender, new double[] {Double.NaN});
    return sorted[sorted.length / 2];
  }

  void print() {
    System.out.printf(
        "| function | records/s: median (least to most) | beside %s | CPU us/record |%n", beside);
    System.out.println("|---|---:|---:|---:|");
    rates.forEach(
        (contender, sorted) ->
            System.out.printf(
                "| %s | %,.0f (%,.0f to %,.0f) | %.2f | %.1f |%n",
                contender,
                median(rates, contender),
                sorted[0],
                sorted[sorted.length - 1],
                rates(contender, beside),
                median(cpu, contender)));
  }
}
