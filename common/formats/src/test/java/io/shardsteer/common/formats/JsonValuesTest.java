package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JsonValuesTest {
  private static final long SEED = Long.getLong("shardsteer.seed", System.nanoTime());
  private static final int NUMBERS = 1_000_000;
  private static final long LEAST = 1L << 53;
  private static final long MOST = 1_000_000_000_000_000_000L;

  @Test
  void readsLongNumbersAsTheNearestDouble() {
    System.out.println("seed " + SEED);
    var random = new SplittableRandom(SEED);
    int undecided = 0;
    for (int i = 0; i < NUMBERS; i++) {
      long digits = random.nextLong(LEAST, i % 2 == 0 ? MOST : 100 * LEAST);
      int places = random.nextInt(23);
      String text = BigDecimal.valueOf(digits, places).toPlainString();
      assertThat(read(text)).as(text).isEqualTo(Double.parseDouble(text));
      undecided += Double.isNaN(JsonValues.quotient(digits, places)) ? 1 : 0;
    }
    assertThat(undecided).as("in the middle, most of them exactly").isLessThan(NUMBERS / 100);
  }

  @Test
  void readsNumbersInTheMiddleBetweenTwoDoublesAndAroundIt() {
    var random = new SplittableRandom(SEED);
    for (int i = 0; i < NUMBERS / 10; i++) {
      double one = random.nextDouble(1, 1000);
      BigDecimal middle =
          new BigDecimal(one).add(new BigDecimal(Math.nextUp(one))).divide(BigDecimal.valueOf(2));
      for (int digits = 16; digits <= 18; digits++) {
        String text = middle.round(new MathContext(digits)).toPlainString();
        assertThat(read(text)).as(text).isEqualTo(Double.parseDouble(text));
      }
    }
  }

  @Test
  void readsPowersOfTwoAndTheirNeighbours() {
    for (int exponent = 53; exponent < 60; exponent++) {
      for (long by = -200; by <= 200; by++) {
        String text = Long.toString((1L << exponent) + by);
        assertThat(read(text)).as(text).isEqualTo(Double.parseDouble(text));
        assertThat(read("-" + text)).as(text).isEqualTo(-Double.parseDouble(text));
      }
    }
  }

  private static double read(String text) {
    byte[] json = text.getBytes(US_ASCII);
    return JsonValues.number(json, 0, json.length);
  }
}
