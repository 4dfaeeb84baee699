package io.shardsteer.common.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
  @Test
  void takesEveryRecordOfASlowStream() {
    var sampler = new Sampler(100, 1);
    for (int record = 0; record < 500; record++) {
      assertThat(sampler.take(record * 20L)).isTrue();
      assertThat(sampler.weight()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 1_000, 50_000})
  void staysWithinItsAllowanceAndItsWeightsAddUpToTheStream(int recordsPerSecond) {
    var sampler = new Sampler(100, 7);
    var bySecond = new TreeMap<Long, Integer>();
    double weights = 0;
    int records = recordsPerSecond * 60;
    for (int record = 0; record < records; record++) {
      long millis = record * 1000L / recordsPerSecond;
      if (sampler.take(millis)) {
        bySecond.merge(millis / 1000, 1, Integer::sum);
        weights += millis < 1000 ? 0 : sampler.weight();
      }
    }
    assertThat(bySecond.values()).allMatch(count -> count <= 100).hasSize(60);
    assertThat(bySecond.tailMap(5L).values()).allMatch(count -> count >= 50);
    double later = records - recordsPerSecond;
    assertThat(weights).isCloseTo(later, within(later * 0.02));
  }

  @Test
  void keepsItsWeightsRightThroughABurst() {
    var sampler = new Sampler(100, 7);
    double weights = 0;
    int samples = 0;
    for (int second = 0; second < 20; second++) {
      for (int record = 0; record < 100; record++) {
        sampler.take(second * 1000L + record * 10L);
      }
    }
    for (int record = 0; record < 1_000; record++) {
      if (sampler.take(20_000)) {
        samples++;
        weights += sampler.weight();
      }
    }
    assertThat(samples).isBetween(85, 100);
    assertThat(weights).isCloseTo(1_000, within(200.0));
  }

  @Test
  void takesTheSameRecordsForTheSameSeed() {
    assertThat(taken(3)).isEqualTo(taken(3)).isNotEqualTo(taken(4));
  }

  private static List<Integer> taken(long seed) {
    var sampler = new Sampler(10, seed);
    var taken = new ArrayList<Integer>();
    for (int record = 0; record < 10_000; record++) {
      if (sampler.take(record / 2)) {
        taken.add(record);
      }
    }
    return taken;
  }

  @Test
  void takesNothingWhenNothingIsAllowed() {
    assertThat(new Sampler(0, 1).take(5)).isFalse();
  }
}
