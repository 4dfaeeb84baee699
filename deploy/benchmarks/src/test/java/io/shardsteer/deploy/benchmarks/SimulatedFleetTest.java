package io.shardsteer.deploy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What does not depend on the machine, of a small fleet. */
class SimulatedFleetTest {
  private static final int ROUTERS = 20;
  private static final int SHARDS = 256;
  private static final int RATE = 40_000;
  private static final int SECONDS = 30;

  @Test
  void decisionsGoOnWhileOneRouterInTwentyIsSilent() {
    var fleet = new SimulatedFleet(ROUTERS, SHARDS, RATE, 0.05, SECONDS);
    fleet.run();
    assertThat(fleet.silenceIsLogged()).isTrue();
    assertThat(fleet.tablesWhileSilent()).isPositive();
    assertThat(fleet.models()).isPositive();
  }

  @Test
  void messagesAreSmall() {
    var fleet = new SimulatedFleet(ROUTERS, SHARDS, RATE, 0, SECONDS);
    fleet.run();
    assertThat(fleet.tables()).isPositive();
    assertThat(fleet.tableBytes()).isLessThan(1_500);
    assertThat(fleet.reportBytes()).isLessThan(5_000);
  }
}
