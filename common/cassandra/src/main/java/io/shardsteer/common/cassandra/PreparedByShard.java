package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntFunction;

/**
 * One statement for each shard's table, prepared when it is first needed; a preparation that failed
 * is tried again. Thread-safe.
 */
final class PreparedByShard {
  private final CompletableFuture<CqlSession> session;
  private final IntFunction<SimpleStatement> cql;
  private final ConcurrentMap<Integer, CompletableFuture<PreparedStatement>> statements =
      new ConcurrentHashMap<>();

  PreparedByShard(CompletableFuture<CqlSession> session, IntFunction<SimpleStatement> cql) {
    this.session = session;
    this.cql = cql;
  }

  CompletableFuture<PreparedStatement> of(int shard) {
    CompletableFuture<PreparedStatement> known = statements.get(shard);
    if (known != null && !known.isCompletedExceptionally()) {
      return known;
    }
    return statements.compute(
        shard,
        (id, present) ->
            present != null && !present.isCompletedExceptionally()
                ? present
                : session.thenCompose(it -> it.prepareAsync(cql.apply(id))));
  }

  /** True if the shard's statement is at hand. */
  boolean has(int shard) {
    CompletableFuture<PreparedStatement> statement = statements.get(shard);
    return statement != null && statement.isDone() && !statement.isCompletedExceptionally();
  }
}
