package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.OrderKeySketch;
import io.shardsteer.common.steering.SketchedOrderKeys;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class OrderKeyWindowTest {
  private static final long SEED = 20261125;
  private static final int DELAY = 3;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final OrderKeyWindow window = new OrderKeyWindow(8);

  private void intervals(int count, DoubleSupplier orderKeys) {
    for (int interval = 0; interval < count; interval++) {
      var sketch = OrderKeySketch.forShards(8);
      for (int record = 0; record < 500; record++) {
        sketch.add(orderKeys.getAsDouble());
      }
      window.add(SketchedOrderKeys.fromText(SketchedOrderKeys.toText(sketch, 1_024, 0)), 500);
      window.endInterval(DELAY);
    }
  }

  private double shareBelowHalf() {
    return window.recent().orElseThrow().rank(0.5);
  }

  @Test
  void believesAJumpOfASteadyStreamAfterOneInterval() {
    System.out.println("seed " + SEED);
    intervals(40, () -> random.nextDouble() / 2);
    assertThat(shareBelowHalf()).isEqualTo(1);
    intervals(1, () -> 0.5 + random.nextDouble() / 2);
    assertThat(shareBelowHalf()).isLessThan(0.01);
  }

  @Test
  void averagesOverBurstsInsteadOfFollowingThem() {
    System.out.println("seed " + SEED);
    for (int burst = 0; burst < 80; burst++) {
      // A run of one customer's records: half of an interval lies in one place.
      double place = random.nextDouble();
      intervals(1, () -> random.nextInt(2) == 0 ? place : random.nextDouble());
    }
    for (int burst = 0; burst < 20; burst++) {
      double place = random.nextDouble();
      intervals(1, () -> random.nextInt(2) == 0 ? place : random.nextDouble());
      assertThat(shareBelowHalf()).isBetween(0.35, 0.65);
    }
  }

  @Test
  void beginsWithWhatIsExpectedOfAModelUntilRecordsTellOtherwise() {
    System.out.println("seed " + SEED);
    double[] orderKeys = random.doubles(4000).sorted().map(x -> x / 2).toArray();
    double[] weights = new double[orderKeys.length];
    Arrays.fill(weights, 1);
    window.expect(Distribution.of(orderKeys, weights, 4000, 4000));
    intervals(1, () -> 0.5 + random.nextDouble() / 2);
    assertThat(shareBelowHalf()).isBetween(0.5, 0.7);
    intervals(100, () -> 0.5 + random.nextDouble() / 2);
    assertThat(shareBelowHalf()).isLessThan(0.01);
  }
}
