package io.shardsteer.deploy.replay.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkloadTest {
  private static double[] firstField(Workload workload, int records, long seed) {
    return field(workload, 0, records, seed);
  }

  private static double[] field(Workload workload, int field, int records, long seed) {
    FieldPaths paths = new FieldPaths(workload.fields());
    SyntheticRecords source = new SyntheticRecords(workload, records, paths, seed);
    FieldValues values = new FieldValues(paths);
    double[] drawn = new double[records];
    for (int i = 0; i < records; i++) {
      assertThat(source.next(values)).isTrue();
      drawn[i] = values.number(field);
    }
    assertThat(source.next(values)).isFalse();
    return drawn;
  }

  private static double largestShare(double[] values) {
    Map<Double, Integer> counts = new HashMap<>();
    for (double value : values) {
      counts.merge(value, 1, Integer::sum);
    }
    return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0)
        / (double) values.length;
  }

  @ParameterizedTest
  @EnumSource
  void repeatsItselfForTheSameSeedAlone(Workload workload) {
    double[] once = firstField(workload, 2_000, 1);
    assertThat(firstField(workload, 2_000, 1)).isEqualTo(once);
    assertThat(firstField(workload, 2_000, 2)).isNotEqualTo(once);
  }

  @Test
  void hasThePublishedSkew() {
    int records = 200_000;
    assertThat(largestShare(firstField(Workload.ZIPF_099, records, 1)))
        .isCloseTo(0.098, within(0.005));
    assertThat(largestShare(firstField(Workload.LN1, records, 1))).isCloseTo(0.147, within(0.005));
    assertThat(largestShare(firstField(Workload.HOT_VALUE_20, records, 1)))
        .isCloseTo(0.2, within(0.005));
  }

  @Test
  void losesMoreAndMoreKeys() {
    double[] keys = firstField(Workload.NULLS, 100_000, 1);
    double early = 0;
    double late = 0;
    for (int i = 0; i < 10_000; i++) {
      early += Double.isNaN(keys[i]) ? 1 : 0;
      late += Double.isNaN(keys[keys.length - 1 - i]) ? 1 : 0;
    }
    assertThat(early / 10_000).isCloseTo(0.12, within(0.02));
    assertThat(late / 10_000).isCloseTo(0.43, within(0.02));
  }

  /** Noon and midnight are half a day apart; the weekend is the sixth and seventh day. */
  @Test
  void placesTakeTurnsByDayAndAtWeekends() {
    int perDay = 10_000;
    double[] daily = firstField(Workload.DAILY, Cycles.DAYS * perDay, 1);
    double[] weekly = firstField(Workload.WEEKLY, Cycles.DAYS * perDay, 1);
    assertThat(distance(daily, perDay / 2, perDay)).isGreaterThan(0.2);
    assertThat(distance(daily, perDay / 2, perDay + perDay / 2)).isLessThan(0.2);
    assertThat(distance(weekly, perDay / 2, 5 * perDay + perDay / 2)).isGreaterThan(0.2);
    assertThat(distance(weekly, perDay, 6 * perDay)).isLessThan(0.2);
  }

  /** Half the difference of the histograms around two moments. */
  private static double distance(double[] values, int one, int other) {
    double[] difference = new double[50];
    for (int i = -500; i < 500; i++) {
      difference[bin(values[one + i])]++;
      difference[bin(values[other + i])]--;
    }
    return Arrays.stream(difference).map(Math::abs).sum() / 2_000;
  }

  private static int bin(double north) {
    return (int) Math.max(0, Math.min(49, Math.floor((north - 37) * 50)));
  }

  @Test
  void namesWhatIsThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Workload.ofLabel("chaos"))
        .withMessageContaining("'chaos'")
        .withMessageContaining("hot-spots");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SyntheticRecords(Workload.PAIRS, 1, new FieldPaths(List.of("a", "key")), 1))
        .withMessageContaining("no field 'key'")
        .withMessageContaining("pairs.yaml");
  }
}
