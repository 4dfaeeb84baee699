package io.shardsteer.deploy.replay.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SizeHistoryTest {
  private static double imbalance(int[] shards, int from, int to, double[] fair) {
    double[] loads = new double[fair.length];
    for (int i = from; i < to; i++) {
      loads[shards[i]]++;
    }
    double worst = 0;
    for (int k = 0; k < fair.length; k++) {
      worst = Math.max(worst, loads[k] / (fair[k] * (to - from)));
    }
    return worst;
  }

  @Test
  void agreesWithCountingFromTheBeginningEachTime() {
    double[] fair = {0.5, 0.25, 0.25};
    int records = 20_000;
    long seed = 3;
    SplittableRandom random = new SplittableRandom(seed);
    int[] shards = random.ints(records, 0, 3).map(s -> s * s % 3).toArray();
    SizeHistory history = new SizeHistory(fair, records);
    Arrays.stream(shards).forEach(shard -> history.add(shard, 1));

    List<Double> sizes = new ArrayList<>();
    for (int look = 1; look <= 1_000; look++) {
      int seen = (int) Math.round(0.05 * records + 0.95 * records * look / 1_000);
      sizes.add(imbalance(shards, 0, seen, fair));
    }
    List<Double> rates = new ArrayList<>();
    for (int window = 5; window < 100; window++) {
      rates.add(imbalance(shards, window * records / 100, (window + 1) * records / 100, fair));
    }
    assertThat(history.sizeImbalances()).hasSize(1_000);
    for (int i = 0; i < 1_000; i++) {
      assertThat(history.sizeImbalances()[i]).isCloseTo(sizes.get(i), within(1e-9));
    }
    assertThat(history.rateImbalances()).hasSize(95);
    for (int i = 0; i < 95; i++) {
      assertThat(history.rateImbalances()[i]).isCloseTo(rates.get(i), within(1e-9));
    }
    assertThat(history.finalImbalance())
        .isCloseTo(imbalance(shards, 0, records, fair), within(1e-9));
    assertThat(history.snapshots()).hasSize(200);
  }

  @Test
  void callsOneWhatIsPerfectlyEven() {
    SizeHistory history = new SizeHistory(new double[] {0.5, 0.5}, 1_000);
    for (int i = 0; i < 1_000; i++) {
      history.add(i % 2, 7);
    }
    assertThat(history.finalImbalance()).isEqualTo(1);
    assertThat(history.sizes()).containsExactly(3_500, 3_500);
  }

  @Test
  void weighsRecordsByTheirLoad() {
    SizeHistory history = new SizeHistory(new double[] {0.5, 0.5}, 2);
    history.add(0, 300);
    history.add(1, 100);
    assertThat(history.finalImbalance()).isEqualTo(1.5);
    assertThat(history.finalShardImbalance()).isEqualTo(1);
  }
}
