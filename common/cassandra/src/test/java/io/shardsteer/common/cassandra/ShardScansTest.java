package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShardScansTest {
  private static final PipelineConfig CONFIG = Clusters.pipeline(8, Map.of("tables", 3));
  private static final Node NODE = StandIn.of(Node.class, (self, method, arguments) -> null);

  private final List<String> queries = new ArrayList<>();
  private final List<ByteBuffer> pages = new ArrayList<>();
  private @Nullable RuntimeException failure;

  private final CassandraShardRows rows = CassandraShardRows.of(session(), CONFIG);

  /** Every page has a row of each shard, whatever was asked for, and no other follows. */
  private CqlSession session() {
    return StandIn.of(
        CqlSession.class,
        (self, method, arguments) ->
            switch (method) {
              case "getMetadata" -> Clusters.with();
              case "prepareAsync" ->
                  CompletableFuture.completedFuture(
                      prepared(((SimpleStatement) arguments[0]).getQuery()));
              default -> answer((BoundStatement) arguments[0]);
            });
  }

  private PreparedStatement prepared(String query) {
    BoundStatement bound =
        StandIn.of(
            BoundStatement.class,
            (self, method, arguments) -> {
              if (method.equals("setPagingState") && arguments[0] instanceof ByteBuffer page) {
                pages.add(page);
              }
              return method.equals("toString") ? query : self;
            });
    return StandIn.of(PreparedStatement.class, (self, method, arguments) -> bound);
  }

  private CompletableFuture<AsyncResultSet> answer(BoundStatement bound) {
    String query = bound.toString();
    queries.add(query);
    return failure != null && query.contains("ALLOW FILTERING")
        ? CompletableFuture.failedFuture(failure)
        : CompletableFuture.completedFuture(result());
  }

  private static AsyncResultSet result() {
    ExecutionInfo last = StandIn.of(ExecutionInfo.class, (self, method, arguments) -> null);
    List<Row> page = List.of(row(2), row(5));
    return StandIn.of(
        AsyncResultSet.class,
        (self, method, arguments) -> method.equals("currentPage") ? page : last);
  }

  private static Row row(int shard) {
    return StandIn.of(
        Row.class,
        (self, method, arguments) ->
            switch (method) {
              case "getInt" -> shard;
              case "getLong" -> 1L;
              case "isNull" -> true;
              case "getString" -> "of shard " + shard;
              case "getInstant" -> Instant.EPOCH;
              default -> null;
            });
  }

  private static List<String> keys(RowPage page) {
    return page.rows().stream().map(row -> row.row().key()).toList();
  }

  @Test
  void readsTheRowsOfOneShard() {
    assertThat(keys(rows.scan(5, null).toCompletableFuture().join())).containsExactly("of shard 5");
    assertThat(queries).singleElement().asString().contains("\"shard\" = 5 ALLOW FILTERING");
  }

  // In a large table it may take too long to find enough rows of a shard that has few.
  @Test
  void readsTheWholeTableFromWhereFewRowsOfTheShardAreFound() {
    failure = new ReadTimeoutException(NODE, DefaultConsistencyLevel.ONE, 0, 1, false);
    ByteBuffer at = ByteBuffer.wrap(new byte[] {7});

    RowPage page = rows.scan(5, at).toCompletableFuture().join();

    assertThat(keys(page)).containsExactly("of shard 5");
    assertThat(pages).containsExactly(at, at);
    assertThat(queries).hasSize(2);
    assertThat(rows.scan(5, at).toCompletableFuture().join().rows()).hasSize(1);
    assertThat(queries).hasSize(3);
    assertThat(queries.get(2)).doesNotContain("ALLOW FILTERING").contains("trips_2_of_3");
  }

  @Test
  void failsForAnyOtherReason() {
    failure = new ServerError(NODE, "broken");
    assertThatThrownBy(() -> rows.scan(5, null).toCompletableFuture().join())
        .hasCauseInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("broken");
    assertThat(queries).hasSize(1);
  }
}
