package io.shardsteer.deploy.benchmarks;

import io.shardsteer.common.steering.SplitPoints;
import java.util.Random;

/**
 * Where the load lies in an order: part of it everywhere, the rest in two hills of which one is
 * higher by day and the other by night, and both lower at the weekend.
 */
final class DailyLoad {
  private static final int CELLS = 4_096;
  private static final double DAY = 86_400_000;
  private static final double EVEN = 0.5;

  private final double[] day = new double[CELLS + 1];
  private final double[] night = new double[CELLS + 1];
  private final double[] below = new double[CELLS + 1];

  /** Another order: the hills lie elsewhere. */
  void learn(Random random) {
    hill(day, 0.1 + 0.35 * random.nextDouble());
    hill(night, 0.55 + 0.35 * random.nextDouble());
  }

  /** Cumulative shares of a normal distribution within the order. */
  private static void hill(double[] into, double centre) {
    double sum = 0;
    for (int cell = 0; cell < CELLS; cell++) {
      into[cell] = sum;
      double distance = ((cell + 0.5) / CELLS - centre) / 0.08;
      sum += Math.exp(-distance * distance / 2);
    }
    into[CELLS] = sum;
    for (int cell = 0; cell <= CELLS; cell++) {
      into[cell] /= sum;
    }
  }

  /** Takes the load of a time, epoch milliseconds. */
  void at(long millis) {
    double weekend = Math.floorMod((long) (millis / DAY), 7) < 5 ? 1 : 0.6;
    double byDay = weekend * (1 + 0.5 * Math.sin(2 * Math.PI * millis / DAY)) / 2;
    double byNight = weekend * (1 - 0.5 * Math.sin(2 * Math.PI * millis / DAY)) / 2;
    double all = EVEN + byDay + byNight;
    for (int cell = 0; cell <= CELLS; cell++) {
      double even = EVEN * cell / CELLS;
      below[cell] = (even + byDay * day[cell] + byNight * night[cell]) / all;
    }
  }

  private double rank(double orderKey) {
    int cell = Math.min(CELLS - 1, (int) (orderKey * CELLS));
    return below[cell] + (orderKey * CELLS - cell) * (below[cell + 1] - below[cell]);
  }

  /**
   * Moves the split points that leave their shares by more than is allowed.
   *
   * @param slack as a share of a shard
   * @param keys of a sample, to a shard, between which split points may lie anywhere
   */
  void follow(double[] splitPoints, double slack, int keys) {
    double share = 1.0 / (splitPoints.length + 1);
    int cell = 0;
    for (int i = 0; i < splitPoints.length; i++) {
      double wanted = (i + 1) * share;
      if (Math.abs(rank(splitPoints[i]) - wanted) > slack * share) {
        double least = wanted - share / keys;
        while (below[cell + 1] < least) {
          cell++;
        }
        splitPoints[i] = SplitPoints.shortest(at(least, cell), at(wanted, cell));
      }
      splitPoints[i] = Math.max(splitPoints[i], i == 0 ? 0 : splitPoints[i - 1]);
    }
  }

  private double at(double rank, int from) {
    int cell = from;
    while (cell < CELLS - 1 && below[cell + 1] < rank) {
      cell++;
    }
    double width = below[cell + 1] - below[cell];
    return Math.min(1, (cell + (rank - below[cell]) / width) / CELLS);
  }
}
