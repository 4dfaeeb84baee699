package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrainTest {
  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void theFinestLeavesEveryAddressWhereItIs() {
    double address = Address.of(random.nextDouble(), random.nextLong());
    assertThat(Grain.coarsen(address, Grain.FINEST)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 13, 23})
  void aCoarserOrderKeepsTheStepAndSpreadsRecordsOverItByTheirHash(int grain) {
    double steps = 1 << grain;
    for (int i = 0; i < 1_000; i++) {
      double position = random.nextDouble();
      long hash = random.nextLong();
      double place = Grain.coarsen(Address.of(position, hash), grain);
      double step = Math.floor(position * steps) / steps;
      assertThat(place).isGreaterThanOrEqualTo(step).isLessThan(step + 1 / steps);
      assertThat((place - step) * steps).isEqualTo((hash >>> 40) * 0x1p-24);
    }
  }

  @Test
  void recordsThatMoveWithinAStepStayWhereTheyAre() {
    long hash = random.nextLong();
    double here = Grain.coarsen(Address.of(0.26, hash), 2);
    assertThat(Grain.coarsen(Address.of(0.49, hash), 2)).isEqualTo(here);
    assertThat(Grain.coarsen(Address.of(0.51, hash), 2)).isEqualTo(here + 0.25);
  }

  @Test
  void oneStepIsDividedEvenly() {
    CutPoints cuts = CutPoints.at(1, 0.125, 0.25, 0.375, 0.5);
    int[] records = new int[5];
    for (int i = 0; i < 40_000; i++) {
      records[cuts.interval(Address.of(0.3, random.nextLong()))]++;
    }
    assertThat(records[4]).isZero();
    for (int interval = 0; interval < 4; interval++) {
      assertThat(records[interval] / 10_000.0).isCloseTo(1, within(0.05));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 32, 1024, 1 << 21})
  void goesDownToTwoStepsAndUpToTheFinest(int shards) {
    int grain = Grain.FINEST;
    for (int i = 0; i < Grain.FINEST; i++) {
      int coarser = Grain.coarser(grain, shards);
      assertThat(coarser).isLessThan(grain == Grain.COARSEST ? grain + 1 : grain);
      assertThat(Grain.finer(coarser, shards)).isGreaterThan(coarser);
      grain = coarser;
    }
    assertThat(grain).isEqualTo(Grain.COARSEST);
    for (int i = 0; i < Grain.FINEST; i++) {
      grain = Grain.finer(grain, shards);
    }
    assertThat(grain).isEqualTo(Grain.FINEST);
  }
}
