package io.shardsteer.functions.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.LateUse;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.functions.router.UsableTables.Obstacles;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsableTablesTest {
  private final long seed = Long.getLong("shardsteer.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Table by table is as good as all at once, and what it says is what a record meets. */
  @Test
  void goesOnTableByTableAsIfItBeganAnew() {
    System.out.println("seed " + seed);
    int passedOver = 0;
    for (int round = 0; round < 300; round++) {
      Obstacles obstacles =
          new Obstacles(Set.of(1 + random.nextInt(3)), Set.of(random.nextInt(8)), Set.of());
      RoutingHistory history = RoutingHistory.startingWith(RoutingTable.initial(2));
      UsableTables tables = UsableTables.of(history, obstacles);
      for (int revision = 1; revision < 40; revision++) {
        history = history.with(table(revision));
        tables = tables.with(history);
        UsableTables anew = UsableTables.of(history, obstacles);
        assertThat(tables.instead()).isEqualTo(anew.instead());
        for (long time = 0; time < 1_000; time += 37) {
          RoutingTable used = tables.used().at(time);
          assertThat(used).isEqualTo(anew.used().at(time));
          long due = history.at(time).revision();
          LateUse instead = tables.insteadAt(time).orElse(null);
          assertThat(instead == null ? due : instead.revision()).isEqualTo(used.revision());
          passedOver += instead == null ? 0 : 1;
        }
      }
    }
    assertThat(passedOver).isGreaterThan(10_000);
  }

  private RoutingTable table(int revision) {
    int model = random.nextInt(4);
    return new RoutingTable(
        revision,
        model == 0 ? ModelRef.HASH : new ModelRef(model, "package-" + model, "00"),
        SplitPoints.of(0.5),
        List.of(random.nextInt(4), 4 + random.nextInt(4)),
        random.nextInt(1_000),
        "test");
  }
}
