package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.RoutingTable;
import org.junit.jupiter.api.Test;

class ProbationTest {
  private static final double UNKNOWN = Double.NaN;

  private final Probation probation =
      new Probation(RoutingTable.initial(8), health(1.1, 3, 2), 1_000);

  private static HealthSnapshot health(double rateImbalance, int shard, double fanOut) {
    return new HealthSnapshot(1, rateImbalance, shard, 0.1, 5, 0, fanOut, UNKNOWN);
  }

  @Test
  void endsAModelUnderWhichOneShardStaysOverloadedForThreeLooks() {
    assertThat(probation.judge(health(4, 5, 2))).isEmpty();
    assertThat(probation.judge(health(3, 5, 2))).isEmpty();
    assertThat(probation.judge(health(4, 5, 2)))
        .contains("rate imbalance rose from 1.100 to 4.000");
  }

  @Test
  void keepsAModelUnderWhichBurstsHitAnotherShardEachTime() {
    for (int look = 0; look < 20; look++) {
      assertThat(probation.judge(health(4, look % 3, 2))).isEmpty();
    }
  }

  @Test
  void forgetsAnImbalanceThatIsOver() {
    for (int look = 0; look < 20; look++) {
      double rates = look % 3 == 2 ? 1.05 : 4;
      assertThat(probation.judge(health(rates, 5, 2))).isEmpty();
    }
  }

  private static HealthSnapshot writing(double millisP99) {
    return new HealthSnapshot(1, 1.1, 3, 0.1, millisP99, 0, 2, UNKNOWN);
  }

  @Test
  void endsAModelUnderWhichWritesTakeLonger() {
    assertThat(probation.judge(writing(29))).isEmpty();
    for (int look = 0; look < 2; look++) {
      assertThat(probation.judge(writing(31))).isEmpty();
    }
    assertThat(probation.judge(writing(31))).contains("write p99 rose from 5.000 to 31.000");
  }

  @Test
  void comparesNoWritesWithNothing() {
    var unmeasured = new Probation(RoutingTable.initial(8), writing(0), 1_000);
    for (int look = 0; look < 20; look++) {
      assertThat(unmeasured.judge(writing(500))).isEmpty();
    }
  }

  @Test
  void endsAModelUnderWhichReadsAreDearer() {
    assertThat(probation.judge(health(1, 0, 3))).isEmpty();
    assertThat(probation.judge(health(1, 4, 3))).isEmpty();
    assertThat(probation.judge(health(1, 2, 3))).contains("fan-out rose from 2.000 to 3.000");
  }
}
