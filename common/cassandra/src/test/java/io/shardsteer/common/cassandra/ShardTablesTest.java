package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.shardsteer.common.config.RowLayout.RowOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTablesTest {
  @Test
  void namesTheTableOfAShard() {
    assertThat(new ShardTables("steered", "bikes", RowOrder.KEY).qualifiedName(7))
        .isEqualTo("steered.bikes_shard_7");
  }

  @Test
  void tablesOfBothOrdersCanBeThereAtTheSameTime() {
    ShardTables byPosition = new ShardTables("steered", "bikes", RowOrder.POSITION);
    assertThat(byPosition.qualifiedName(7)).isEqualTo("steered.bikes_order_7");
    assertThat(byPosition.others()).isEqualTo(new ShardTables("steered", "bikes", RowOrder.KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bikes", "7bikes", "bikes; DROP KEYSPACE steered", "bi-kes", "vélos"})
  void refusesWhatIsNoIdentifier(String pipeline) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ShardTables("steered", pipeline, RowOrder.KEY))
        .withMessageContaining("'" + pipeline + "'")
        .withMessageContaining("lower-case letters");
  }

  @Test
  void saysByHowMuchANameIsTooLong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ShardTables("steered", "b".repeat(40), RowOrder.POSITION))
        .withMessageContaining("by 3");
  }
}
