package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTablesTest {
  @Test
  void namesTheTableOfAShard() {
    assertThat(new ShardTables("steered", "bikes").qualifiedName(7))
        .isEqualTo("steered.bikes_shard_7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bikes", "7bikes", "bikes; DROP KEYSPACE steered", "bi-kes", "vélos"})
  void refusesWhatIsNoIdentifier(String pipeline) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ShardTables("steered", pipeline))
        .withMessageContaining("'" + pipeline + "'")
        .withMessageContaining("lower-case letters");
  }

  @Test
  void saysByHowMuchANameIsTooLong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ShardTables("steered", "b".repeat(40)))
        .withMessageContaining("by 3");
  }
}
