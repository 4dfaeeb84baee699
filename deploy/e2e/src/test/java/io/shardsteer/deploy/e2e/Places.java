package io.shardsteer.deploy.e2e;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Where the records of a stream lie: normally spread around some centres of the unit square, each
 * as often as the others.
 *
 * @param centres the centres
 * @param spread standard deviation around them
 */
record Places(List<Centre> centres, double spread) {
  record Centre(double x, double y) {}

  /** Four towns, one in each quarter. */
  static final Places FOUR_TOWNS =
      new Places(
          List.of(
              new Centre(0.2, 0.2),
              new Centre(0.8, 0.2),
              new Centre(0.2, 0.8),
              new Centre(0.8, 0.8)),
          0.1);

  /** One town, of which four quarters see little. */
  static final Places ONE_TOWN = new Places(List.of(new Centre(0.8, 0.25)), 0.02);

  /** A record in JSON at one of the places; its number says which record it is. */
  String record(long number, RandomGenerator random) {
    Centre centre = centres.get(random.nextInt(centres.size()));
    return String.format(
        Locale.ROOT,
        "{\"number\":%d,\"id\":\"r-%d\",\"x\":%.6f,\"y\":%.6f,\"kind\":\"%s\",\"note\":\"unread\"}",
        number,
        number,
        random.nextGaussian(centre.x(), spread),
        random.nextGaussian(centre.y(), spread),
        random.nextBoolean() ? "bus" : "tram");
  }
}
