package io.shardsteer.deploy.replay.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.shardsteer.deploy.replay.method.ShardingMethod.Change;
import io.shardsteer.deploy.replay.synthetic.Workload;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BaselineTest {
  private static int[] route(Trial trial, ShardingMethod method) {
    int[] shards = new int[trial.recording().size()];
    for (int record = 0; record < shards.length; record++) {
      Change change = method.arrive(record);
      assertThat(change).isNotNull();
      shards[record] = method.route(record);
    }
    return shards;
  }

  private static double imbalance(int[] shards, int from, int count) {
    long[] sizes = new long[count];
    for (int record = from; record < shards.length; record++) {
      sizes[shards[record]]++;
    }
    return Arrays.stream(sizes).max().orElse(0) * (double) count / (shards.length - from);
  }

  @ParameterizedTest
  @EnumSource
  void staysWithinTheShardsAndRepeatsItself(Baseline baseline) throws IOException {
    Trial trial = Trials.of(Workload.HOT_SPOTS, 40_000, 2, 12);
    int[] once = route(trial, baseline.start(trial));
    assertThat(once).isEqualTo(route(trial, baseline.start(trial)));
    assertThat(Arrays.stream(once).min().orElse(-1)).isGreaterThanOrEqualTo(0);
    assertThat(Arrays.stream(once).max().orElse(-1)).isLessThan(12);
  }

  @ParameterizedTest
  @EnumSource
  void toleratesMissingValuesAndOneShard(Baseline baseline) throws IOException {
    Trial trial = Trials.of(Workload.NULLS, 20_000, 1, 1);
    assertThat(route(trial, baseline.start(trial))).containsOnly(0);
    Trial several = Trials.of(Workload.NULLS, 20_000, 1, 5);
    assertThat(route(several, baseline.start(several))).hasSize(20_000);
  }

  @ParameterizedTest
  @EnumSource
  void locatesARecordWhereItRoutesIt(Baseline baseline) throws IOException {
    Trial trial = Trials.of(Workload.ZIPF_099, 20_000, 1, 8);
    ShardingMethod method = baseline.start(trial);
    for (int record = 0; record < 20_000; record++) {
      method.arrive(record);
      int located = method.locate(record);
      assertThat(method.route(record)).isEqualTo(located);
    }
  }

  @Test
  void hashIsEvenWhateverTheKeys() throws IOException {
    Trial trial = Trials.of(Workload.ZIPF_140, 100_000, 1, 8);
    assertThat(imbalance(route(trial, Baseline.HASH.start(trial)), 0, 8)).isLessThan(1.03);
  }

  @Test
  void keyHashKeepsKeysTogether() throws IOException {
    Trial trial = Trials.of(Workload.ZIPF_099, 20_000, 1, 8);
    int[] shards = route(trial, Baseline.KEY_HASH.start(trial));
    Map<Long, Integer> shardOfKey = new HashMap<>();
    for (int record = 0; record < shards.length; record++) {
      Integer before = shardOfKey.put(trial.recording().keyHash(record), shards[record]);
      assertThat(before == null || before == shards[record]).isTrue();
    }
  }

  @Test
  void twoChoicesUsesAtMostTwoShardsForAKeyAndIsEvenWithoutHeavyKeys() throws IOException {
    Trial trial = Trials.of(Workload.ZIPF_065, 50_000, 1, 8);
    int[] shards = route(trial, Baseline.TWO_CHOICES.start(trial));
    Map<Long, Set<Integer>> shardsOfKey = new HashMap<>();
    for (int record = 0; record < shards.length; record++) {
      shardsOfKey
          .computeIfAbsent(trial.recording().keyHash(record), key -> new HashSet<>())
          .add(shards[record]);
    }
    assertThat(shardsOfKey.values()).allMatch(used -> used.size() <= 2);
    assertThat(imbalance(shards, 0, 8)).isLessThan(1.01);
  }

  @Test
  void boundedLoadKeepsItsBound() throws IOException {
    Trial trial = Trials.of(Workload.ZIPF_140, 50_000, 1, 8);
    assertThat(imbalance(route(trial, Baseline.BOUNDED_LOAD.start(trial)), 0, 8))
        .isLessThanOrEqualTo(BoundedLoad.BOUND + 0.001);
  }

  @Test
  void kdTreeDividesWhatItLearnedEvenly() throws IOException {
    for (int shards : new int[] {2, 3, 8, 13, 32}) {
      Trial trial = Trials.of(Workload.HOT_SPOTS, 10_000, 2, shards);
      assertThat(imbalance(route(trial, Baseline.KD_FIXED.start(trial)), 0, shards))
          .isLessThan(1.02);
    }
  }

  /** Three fifths of the records lie on one point, and are told apart by their keys. */
  @ParameterizedTest
  @EnumSource(names = {"RANGE", "KD_FIXED", "KD_REFIT"})
  void dividesEqualRecordsByTheirKeys(Baseline baseline) throws IOException {
    Trial trial = Trials.of(Workload.HOT_VALUE_60, 10_000, 2, 32);
    assertThat(imbalance(route(trial, baseline.start(trial)), 0, 32)).isLessThan(1.1);
  }

  @Test
  void aRefittedTreeEvensOutSizesThatDriftHasMadeUneven() throws IOException {
    Trial trial = Trials.of(Workload.HOT_SPOTS, 200_000, 2, 8);
    double fixed = imbalance(route(trial, Baseline.KD_FIXED.start(trial)), 0, 8);
    double refitted = imbalance(route(trial, Baseline.KD_REFIT.start(trial)), 0, 8);
    assertThat(refitted).isLessThan(1.03).isLessThan(fixed);
  }

  @Test
  void slicesFollowAMovingPeakThatFixedRangesDoNot() throws IOException {
    Trial trial = Trials.of(Workload.SHIFT, 200_000, 1, 8);
    double fixed = imbalance(route(trial, Baseline.RANGE.start(trial)), 100_000, 8);
    double sliced = imbalance(route(trial, Baseline.SLICES.start(trial)), 100_000, 8);
    assertThat(sliced).isLessThan(fixed);
  }

  @Test
  void retrainsByTheCalendar() throws IOException {
    Trial trial = Trials.of(Workload.HOT_SPOTS, 20_000, 2, 4);
    ShardingMethod method = Baseline.KD_REFIT.start(trial);
    long retrains = 0;
    for (int record = 0; record < 20_000; record++) {
      retrains += method.arrive(record) == Change.RETRAIN ? 1 : 0;
      method.route(record);
    }
    assertThat(retrains).isEqualTo(19);
  }

  @Test
  void namesTheMethodsWhereOneIsUnknown() {
    assertThat(Baseline.ofLabel("kd-fixed")).isEqualTo(Baseline.KD_FIXED);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Baseline.ofLabel("best"))
        .withMessageContaining("'best'")
        .withMessageContaining("two-choices");
  }
}
