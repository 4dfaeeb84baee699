package io.shardsteer.deploy.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InputBacklogTest {
  @Test
  void showsAStandstillThatNoCounterOfTheRouterShows() {
    var stuck = new InputBacklog(12_000, 1_000, 1_700_000_000_000L, 250, true);

    assertThat(stuck.text(1_700_000_000_000L + 3_723_000))
        .isEqualTo(
            "Input: backlog 12,000, unacknowledged 1,000, the oldest waits for 1 h 2 min,"
                + " since 2023-11-14T22:13:20Z; 250 records/s come in");
  }

  @Test
  void saysThatNothingWaits() {
    assertThat(new InputBacklog(0, 0, 0, 0, true).text(1))
        .isEqualTo("Input: backlog 0, unacknowledged 0, none waits; 0 records/s come in");
  }

  @Test
  void saysThatNobodyReads() {
    assertThat(new InputBacklog(0, 0, 0, 7, false).text(1))
        .isEqualTo("Input: no router has subscribed yet; 7 records/s come in");
  }
}
