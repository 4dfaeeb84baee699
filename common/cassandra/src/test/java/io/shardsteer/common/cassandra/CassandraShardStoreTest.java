package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CassandraShardStoreTest {
  private static final @Nullable Node ANY_NODE = null;

  @Test
  void blamesTheRowForWhatCassandraSaysOfIt() {
    assertThat(
            CassandraShardStore.isRowsFault(
                new InvalidQueryException(ANY_NODE, "Key length of 70000 is longer than maximum")))
        .isTrue();
  }

  @Test
  void doesNotBlameTheRowForFullDisks() {
    String answer =
        "Guardrail replica disk usage violated: Write request failed because disk usage exceeds failure threshold";

    assertThat(CassandraShardStore.isRowsFault(new InvalidQueryException(ANY_NODE, answer)))
        .isFalse();
  }

  @Test
  void doesNotBlameTheRowForAFailingStore() {
    assertThat(CassandraShardStore.isRowsFault(new IllegalStateException("closed"))).isFalse();
  }
}
