package io.shardsteer.deploy.replay.synthetic;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Events that bring about further events nearby: a self-exciting point process in space and time
 * (ETAS: Ogata, "Statistical models for earthquake occurrences and residual analysis for point
 * processes", JASA 83, 1988; drawn as the branching process of Hawkes and Oakes, J. Appl. Prob. 11,
 * 1974). Fields: latitude, longitude, magnitude.
 *
 * <p>Background events come 100 a second, each in one of {@value #CELLS} cells of a tenth of a
 * degree, whose weights are log-normal with a Gini coefficient of 0.94. Magnitudes are of Gutenberg
 * and Richter with b = 1, from {@value #LEAST_MAGNITUDE} to {@value #LARGEST_MAGNITUDE}. An event
 * has {@value #OFFSPRING} direct offspring in the mean, the number growing as {@code 10^(0.8 m)};
 * their delays follow Omori's law with p = 1.1 and c = 1 s, cut off after {@value #LONGEST_DELAY}
 * s, and they lie anywhere in a square as wide as a cell around it. The stream begins {@value
 * #LONGEST_DELAY} s after the process did. A replay at a constant rate takes the events one after
 * the other, so a burst lasts a little longer there than in the process.
 */
final class Aftershocks implements Drawing {
  static final int CELLS = 5_000;
  static final double OFFSPRING = 0.9;
  static final double LONGEST_DELAY = 1_000;
  static final double LEAST_MAGNITUDE = 2;
  static final double LARGEST_MAGNITUDE = 8;
  static final double CELL = 0.1;
  static final double SOUTH = 30;
  static final double WEST = 130;
  static final int COLUMNS = 100;

  /** Sigma of the cells' log-normal weights; their Gini coefficient is erf(sigma / 2) = 0.94. */
  private static final double WEIGHT_SIGMA = 2.66;

  private static final double BACKGROUND_PER_SECOND = 100;
  private static final double B = 1;
  private static final double ALPHA = 0.8;
  private static final double P = 1.1;
  private static final double C = 1;

  /** An event that is still to come. */
  private record Event(double seconds, double latitude, double longitude) {}

  private final double[] cumulative;
  private final PriorityQueue<Event> pending =
      new PriorityQueue<>((one, other) -> Double.compare(one.seconds(), other.seconds()));
  private double nextBackground = -1;

  Aftershocks(SplittableRandom setting) {
    double[] weights = weights(setting);
    Arrays.parallelPrefix(weights, Double::sum);
    cumulative = weights;
  }

  /** The weights of the cells, in no order. */
  static double[] weights(SplittableRandom setting) {
    double[] weights = new double[CELLS];
    for (int cell = 0; cell < CELLS; cell++) {
      int other = setting.nextInt(cell + 1);
      weights[cell] = weights[other];
      weights[other] = Math.exp(WEIGHT_SIGMA * Normal.quantile((cell + 0.5) / CELLS));
    }
    return weights;
  }

  @Override
  public void draw(double progress, SplittableRandom random, double[] into) {
    if (nextBackground < 0) {
      nextBackground = wait(random);
      while (Math.min(nextBackground, firstPending()) < LONGEST_DELAY) {
        happen(random, into);
      }
    }
    happen(random, into);
  }

  private double firstPending() {
    Event first = pending.peek();
    return first == null ? Double.POSITIVE_INFINITY : first.seconds();
  }

  private static double wait(SplittableRandom random) {
    return -Math.log(1 - random.nextDouble()) / BACKGROUND_PER_SECOND;
  }

  private void happen(SplittableRandom random, double[] into) {
    Event event = firstPending() < nextBackground ? pending.remove() : background(random);
    double magnitude = magnitude(random);
    int offspring = poisson(meanOffspring(magnitude), random);
    for (int i = 0; i < offspring; i++) {
      pending.add(
          new Event(
              event.seconds() + delay(random),
              event.latitude() + CELL * (random.nextDouble() - 0.5),
              event.longitude() + CELL * (random.nextDouble() - 0.5)));
    }
    into[0] = event.latitude();
    into[1] = event.longitude();
    into[2] = magnitude;
  }

  private Event background(SplittableRandom random) {
    double at = random.nextDouble() * cumulative[CELLS - 1];
    int found = Arrays.binarySearch(cumulative, at);
    int cell = found < 0 ? -found - 1 : found;
    int row = cell / COLUMNS;
    int column = cell % COLUMNS;
    Event event =
        new Event(
            nextBackground,
            SOUTH + CELL * (row + random.nextDouble()),
            WEST + CELL * (column + random.nextDouble()));
    nextBackground += wait(random);
    return event;
  }

  /** Gutenberg and Richter's law. */
  static double magnitude(SplittableRandom random) {
    double beyond = Math.pow(10, -B * (LARGEST_MAGNITUDE - LEAST_MAGNITUDE));
    return LEAST_MAGNITUDE - Math.log10(1 - random.nextDouble() * (1 - beyond)) / B;
  }

  /** Direct offspring of an event, such that the mean over all magnitudes is as it should be. */
  static double meanOffspring(double magnitude) {
    double range = LARGEST_MAGNITUDE - LEAST_MAGNITUDE;
    double mean =
        B / (B - ALPHA) * (1 - Math.pow(10, -(B - ALPHA) * range)) / (1 - Math.pow(10, -B * range));
    return OFFSPRING / mean * Math.pow(10, ALPHA * (magnitude - LEAST_MAGNITUDE));
  }

  /** Seconds from an event to one of its offspring: Omori's law, {@code (t + c)^-p}. */
  static double delay(SplittableRandom random) {
    double last = Math.pow(1 + LONGEST_DELAY / C, 1 - P);
    return C * (Math.pow(1 - random.nextDouble() * (1 - last), 1 / (1 - P)) - 1);
  }

  /** Knuth's method; a large mean is the sum of two halves. */
  static int poisson(double mean, SplittableRandom random) {
    if (mean > 30) {
      return poisson(mean / 2, random) + poisson(mean / 2, random);
    }
    double least = Math.exp(-mean);
    int count = -1;
    for (double product = 1; product > least || count < 0; count++) {
      product *= random.nextDouble();
    }
    return count;
  }
}
