package io.shardsteer.deploy.benchmarks.reads;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shardsteer.common.locate.TimeRange;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Synthetic records at places around 30 towns, each with a price that has nothing to do with its
 * place. Coordinates have three digits, so that some records share a place. They are published one
 * after the other within ten days. Immutable; the same seed gives the same records.
 */
final class PlacedRecords {
  static final long DAY_MILLIS = 24L * 3_600_000;

  private static final int DAYS = 10;
  private static final int TOWNS = 30;
  private static final double IN_TOWNS = 0.9;
  private static final String NOTE = "x".repeat(160);

  private final double[] x;
  private final double[] y;
  private final double[] price;
  private final long fromMillis;

  private PlacedRecords(double[] x, double[] y, double[] price, long fromMillis) {
    this.x = x;
    this.y = y;
    this.price = price;
    this.fromMillis = fromMillis;
  }

  /**
   * @param fromMillis publish time of the first, epoch milliseconds
   */
  static PlacedRecords draw(int count, long fromMillis, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] towns = new double[TOWNS][];
    for (int town = 0; town < TOWNS; town++) {
      towns[town] =
          new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble(0.005, 0.05)};
    }
    double[] x = new double[count];
    double[] y = new double[count];
    double[] price = new double[count];
    for (int i = 0; i < count; i++) {
      double[] town = towns[random.nextInt(TOWNS)];
      boolean inTown = random.nextDouble() < IN_TOWNS;
      x[i] = rounded(inTown ? town[0] + town[2] * gaussian(random) : random.nextDouble());
      y[i] = rounded(inTown ? town[1] + town[2] * gaussian(random) : random.nextDouble());
      price[i] = Math.round(random.nextDouble() * 1e7) / 1e4;
    }
    return new PlacedRecords(x, y, price, fromMillis);
  }

  /** The sum of a few uniform numbers is near enough. */
  private static double gaussian(SplittableRandom random) {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum;
  }

  private static double rounded(double coordinate) {
    return Math.round(Math.max(0, Math.min(coordinate, 1)) * 1e3) / 1e3;
  }

  int size() {
    return x.length;
  }

  double x(int record) {
    return x[record];
  }

  double y(int record) {
    return y[record];
  }

  double price(int record) {
    return price[record];
  }

  String id(int record) {
    return "r" + record;
  }

  /** The record with an id. */
  int record(String id) {
    return Integer.parseInt(id.substring(1));
  }

  long publishMillis(int record) {
    return fromMillis + (long) (record * ((double) DAYS * DAY_MILLIS / x.length));
  }

  double perSecond() {
    return x.length / (DAYS * 86_400.0);
  }

  TimeRange newestDay() {
    long end = fromMillis + DAYS * DAY_MILLIS;
    return new TimeRange(end - DAY_MILLIS, end);
  }

  /** About 250 bytes of JSON. */
  byte[] payload(int record) {
    return String.format(
            Locale.ROOT,
            "{\"id\":\"%s\",\"x\":%s,\"y\":%s,\"price\":%s,\"note\":\"%s\"}",
            id(record),
            x[record],
            y[record],
            price[record],
            NOTE)
        .getBytes(UTF_8);
  }

  /** The records that answer a question, by looking at every one of them. */
  int[] answers(Question question) {
    int[] found = new int[64];
    int count = 0;
    for (int record = 0; record < x.length; record++) {
      if (question.holds(this, record)) {
        found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
        found[count++] = record;
      }
    }
    return Arrays.copyOf(found, count);
  }
}
