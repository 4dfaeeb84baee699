package io.shardsteer.deploy.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.ControllerCheckpoint.Corrections;
import io.shardsteer.common.message.ControllerStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sizes that an operator has adopted are shown wherever a size is. */
class AdoptedSizesTest {
  private final PipelineHistory history =
      new SteeredStream("bikes", 4, 1_700_000_000_000L, 7).run(60).history();

  @Test
  void sizesHaveWhatWasAdopted() {
    long[] records = history.sizes();
    long[] bytes = history.bytes();
    long routed = history.routedRecords();
    history.accept(status(new Corrections(Map.of(0, 5_000L, 1, -3L), Map.of(0, 500_000L))));

    assertThat(history.sizes())
        .containsExactly(records[0] + 5_000, records[1] - 3, records[2], records[3]);
    assertThat(history.bytes()[0]).isEqualTo(bytes[0] + 500_000);
    assertThat(history.routedRecords()).as("what routers have stored").isEqualTo(routed);
    assertThat(PipelineJson.detail(history).path("shards").path(0).path("records").asLong())
        .isEqualTo(records[0] + 5_000);
    assertThat(history.imbalance()).isGreaterThan(0.1);
  }

  @Test
  void noSizeIsBelowZero() {
    history.accept(status(new Corrections(Map.of(2, -1L << 40), Map.of())));
    assertThat(history.sizes()[2]).isZero();
  }

  private static ControllerStatus status(Corrections adopted) {
    return new ControllerStatus(
        1_700_000_300_000L,
        3,
        0,
        0,
        "settled",
        0,
        "",
        "",
        List.of(),
        List.of(),
        1,
        0,
        0,
        List.of(),
        "",
        Map.of(),
        ControllerStatus.Rows.NONE,
        adopted);
  }
}
