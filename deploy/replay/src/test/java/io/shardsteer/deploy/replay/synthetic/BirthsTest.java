package io.shardsteer.deploy.replay.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BirthsTest {
  private static final int SECOND = Births.PER_SECOND;

  private static double[][] records(int count, long seed) {
    var births = new Births(new SplittableRandom(seed));
    var random = new SplittableRandom(seed + 1);
    double[][] records = new double[count][2];
    for (double[] record : records) {
      births.draw(0, random, record);
    }
    return records;
  }

  private static int batch(double[][] records, int second) {
    int from = second * SECOND;
    int length = 1;
    while (length < SECOND && records[from + length][0] == records[from][0]) {
      length++;
    }
    return length;
  }

  @Test
  void categoriesGrowWithTheDiscountAsExponent() {
    double exponents = 0;
    int seeds = 8;
    for (int seed = 1; seed <= seeds; seed++) {
      double[][] records = records(400_000, seed);
      exponents += (growth(records, 400_000) - growth(records, 40_000)) / Math.log(10) / seeds;
    }
    assertThat(exponents).isCloseTo(Births.DISCOUNT, within(0.03));
  }

  private static double growth(double[][] records, int upTo) {
    Set<Double> known = new HashSet<>();
    for (int i = 0; i < upTo; i++) {
      known.add(records[i][0]);
    }
    return Math.log(known.size());
  }

  /** A record after a batch may be of its category by chance, so batches look a little longer. */
  @Test
  void batchesAreOfOneToFiveHundredRecords() {
    double[][] records = records(600_000, 1);
    int[] batches = IntStream.range(0, 600).map(second -> batch(records, second)).toArray();
    assertThat(IntStream.of(batches).average().orElse(0)).isCloseTo(250.5, within(20.0));
    assertThat(IntStream.of(batches).max().orElse(0)).isBetween(480, 520);
    assertThat(IntStream.of(batches).min().orElse(0)).isLessThan(20);
  }

  /** Draws of a category, beside those of it so far, halve with every half-life of age. */
  @Test
  void popularityHalvesInItsHalfLife() {
    double[][] records = records(400_000, 3);
    Map<Double, Integer> bornIn = new HashMap<>();
    Map<Double, Integer> draws = new HashMap<>();
    double[] drawn = new double[4];
    double[] expected = new double[4];
    for (int second = 0; second < 400; second++) {
      int from = second * SECOND;
      if (second >= 200) {
        for (Map.Entry<Double, Integer> category : draws.entrySet()) {
          int age = (int) ((second - bornIn.getOrDefault(category.getKey(), 0)) / Births.HALF_LIFE);
          if (age < expected.length) {
            expected[age] += category.getValue() - Births.DISCOUNT;
          }
        }
      }
      List<Double> ofThisSecond = new ArrayList<>();
      for (int i = from + Math.max(0, batch(records, second) - 1); i < from + SECOND; i++) {
        ofThisSecond.add(records[i][0]);
      }
      for (double category : ofThisSecond) {
        Integer born = bornIn.get(category);
        if (second >= 200 && born != null) {
          int age = (int) ((second - born) / Births.HALF_LIFE);
          if (age < drawn.length) {
            drawn[age]++;
          }
        }
      }
      for (double category : ofThisSecond) {
        bornIn.putIfAbsent(category, second);
        draws.merge(category, 1, Integer::sum);
      }
    }
    for (int age = 1; age < drawn.length; age++) {
      double ratio = drawn[age] / expected[age] / (drawn[age - 1] / expected[age - 1]);
      assertThat(ratio).describedAs("age of %d half-lives", age).isCloseTo(0.5, within(0.1));
    }
  }

  @Test
  void aKeyBelongsToOneCategory() {
    Map<Double, Double> categoryOf = new HashMap<>();
    for (double[] record : records(50_000, 1)) {
      Double known = categoryOf.putIfAbsent(record[1], record[0]);
      assertThat(known == null || known == record[0]).isTrue();
    }
  }
}
