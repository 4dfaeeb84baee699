package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCommand.StoredRows;
import io.shardsteer.common.message.LoggedDecision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was counted in the store beside what routers have reported. */
class StoredRowsTest {
  private final World world = new World(1);

  private List<Double> sizes() {
    return world.controller.status(world.now).sizes();
  }

  private double imbalance() {
    return world.controller.view().figures().getOrDefault("shard_imbalance", Double.NaN);
  }

  private StoredRows counted(long surplusOfShard2, boolean adopt) {
    long rows = sizes().get(2).longValue() + surplusOfShard2;
    return new StoredRows(
        world.origin("counted-" + surplusOfShard2 + adopt),
        Map.of(2, rows),
        Map.of(2, surplusOfShard2),
        Map.of(2, 100 * surplusOfShard2),
        adopt);
  }

  private List<LoggedDecision> decisions(String kind) {
    return world.decisions.stream().filter(it -> it.kind().equals(kind)).toList();
  }

  @Test
  void aDifferenceOfMoreThanFivePercentIsWrittenDownAndChangesNothing() {
    world.stream(20);
    List<Double> before = sizes();
    long tenth = -before.get(2).longValue() / 10;
    world.command(counted(tenth, false));
    world.command(counted(-1, false));
    assertThat(decisions("sizes_differ"))
        .singleElement()
        .satisfies(it -> assertThat(it.message()).contains("shard 2 holds", "fewer", "resync"));
    assertThat(world.answers).hasSize(2).allMatch(CommandAnswer::accepted);
    assertThat(sizes()).isEqualTo(before);
  }

  @Test
  void sizesThatAreAdoptedOutliveTheController() {
    world.stream(20);
    List<Double> before = sizes();
    long half = -before.get(2).longValue() / 2;
    world.command(counted(half, true));
    assertThat(sizes().get(2)).isEqualTo(before.get(2) + half);
    assertThat(sizes().get(1)).isEqualTo(before.get(1));
    assertThat(decisions("sizes_adopted"))
        .singleElement()
        .satisfies(it -> assertThat(it.who()).isEqualTo("ann"));

    world.restart();
    assertThat(sizes().get(2)).isEqualTo(before.get(2) + half);
    world.command(counted(10, true));
    world.restart();
    assertThat(sizes().get(2)).isEqualTo(before.get(2) + half + 10);
  }

  @Test
  void shardsThatLostRowsFillUpAgain() {
    world.stream(60);
    long half = -sizes().get(2).longValue() / 2;
    double size = sizes().get(2);
    world.command(counted(half, true));
    double imbalance = imbalance();
    world.stream(600);
    assertThat(sizes().get(2)).isGreaterThan(size);
    assertThat(imbalance()).isLessThan(imbalance / 2);
  }
}
