package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFaultTest {
  private static final @Nullable Node ANY_NODE = null;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Key may not be empty",
        "Key length of 70000 is longer than maximum of 65535",
        "The sum of all clustering columns is too long (70000 > 65535)",
        "CQL Message of size 9437269 bytes exceeds allowed maximum of 8388608 bytes",
        "Cannot index value of size 70000 for index i2 on row_faults.legacy(t) (maximum allowed size=65535)",
        "Encountered an oversized mutation (20000000/16777216) for keyspace: shards.",
        "Guardrail column_value_size violated: Value of column 'name' has size 2MiB",
      })
  void blamesTheRowForWhatCassandraSaysOfIt(String answer) {
    assertThat(RowFault.is(new InvalidQueryException(ANY_NODE, answer))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Guardrail replica disk usage violated: Write request failed because disk usage exceeds failure threshold",
        "Guardrail write_consistency_levels violated: Provided values [ONE] are not allowed",
        "Unknown identifier price",
        "table bikes_shard_3 does not exist",
        "Expected 8 or 0 byte long (4)",
        "Not enough bytes to read value of component 0",
        "Request on table shards.bikes_shard_0 with ttl of 630720000 seconds exceeds maximum supported expiration date",
        "Keyspace shards is in read-only mode",
      })
  void holdsTheIntakeForWhatEveryRowMayMeet(String answer) {
    assertThat(RowFault.is(new InvalidQueryException(ANY_NODE, answer))).isFalse();
  }

  @Test
  void doesNotBlameTheRowForAFailingStore() {
    assertThat(RowFault.is(new IllegalStateException("closed"))).isFalse();
    assertThat(RowFault.is(new UnauthorizedException(ANY_NODE, "no MODIFY permission"))).isFalse();
  }
}
