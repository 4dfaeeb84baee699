package io.shardsteer.deploy.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.message.ControllerCommand.Origin;
import io.shardsteer.common.message.ControllerCommand.StoredRows;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredSizesTest {
  @Test
  void rowsThatCameWhileTheyWereCountedAreNoDifference() {
    assertThat(StoredSizes.Shard.of(0, 1_050, 1_000, 1_100, 250).surplus()).isZero();
    assertThat(StoredSizes.Shard.of(0, 1_050, 1_100, 1_000, 250).surplus()).isZero();
    assertThat(StoredSizes.Shard.of(0, 900, 1_000, 1_100, 250).surplus()).isEqualTo(-100);
    assertThat(StoredSizes.Shard.of(0, 1_300, 1_000, 1_100, 250).surplus()).isEqualTo(200);
  }

  @Test
  void tellsTheControllerRowsAndBytes() {
    var sizes =
        new StoredSizes(
            List.of(
                StoredSizes.Shard.of(0, 1_000, 1_000, 1_000, 250),
                StoredSizes.Shard.of(1, 900, 1_000, 1_000, 250),
                StoredSizes.Shard.of(2, 970, 1_000, 1_000, 250)));
    StoredRows command = sizes.command(new Origin("1", "ann", "", 0), true);
    assertThat(command.rows()).isEqualTo(Map.of(0, 1_000L, 1, 900L, 2, 970L));
    assertThat(command.surplus()).isEqualTo(Map.of(0, 0L, 1, -100L, 2, -30L));
    assertThat(command.surplusBytes()).isEqualTo(Map.of(0, 0L, 1, -25_000L, 2, -7_500L));
    assertThat(command.differing()).containsExactly(1);
  }
}
