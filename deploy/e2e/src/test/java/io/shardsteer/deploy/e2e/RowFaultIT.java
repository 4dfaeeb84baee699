package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.cassandra.RowFault;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.rollout.Cluster;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a real Cassandra says of a row that it cannot take, and what it says where every row would
 * fail: only the first makes a dead letter, so its texts have to be those of this version.
 */
@OnServers
final class RowFaultIT {
  private static final String LONG = "x".repeat(70_000);

  private static CqlSession session;

  @BeforeAll
  static void create(Servers servers) {
    PipelineConfig config =
        Cluster.of(servers.stack())
            .place(
                new PipelineFile(
                        "pipeline: faults\ninput_topic: faults\nfeature_extraction_pipeline: [{kind: numeric, field: price}]\n")
                    .config());
    session = CassandraSessions.open(config.storage(), Optional.empty());
    run(
        "CREATE KEYSPACE IF NOT EXISTS row_faults WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
    run("CREATE TABLE row_faults.one (k text, c text, v blob, t text, PRIMARY KEY (k, c))");
    run("CREATE TABLE row_faults.two (k text, l text, c text, PRIMARY KEY ((k, l), c))");
    run("CREATE TABLE row_faults.legacy (k text PRIMARY KEY, t text)");
    run("CREATE INDEX ON row_faults.legacy (t)");
  }

  private static void run(String cql) {
    session.execute(SimpleStatement.newInstance(cql).setTimeout(Duration.ofSeconds(30)));
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static Throwable failure(String cql, Object... values) {
    Throwable failure = catchThrowable(() -> session.execute(cql, values));
    System.out.printf("%s -> %s%n", cql, failure);
    return failure;
  }

  private static void isTheRows(String cql, Object... values) {
    Throwable failure = failure(cql, values);
    assertThat(failure).as(cql).isNotNull();
    assertThat(RowFault.is(failure)).as("%s: %s", cql, failure).isTrue();
  }

  private static void isOfAll(String cql, Object... values) {
    Throwable failure = failure(cql, values);
    assertThat(failure).as(cql).isNotNull();
    assertThat(RowFault.is(failure)).as("%s: %s", cql, failure).isFalse();
  }

  @Test
  void aPartitionKeyThatIsEmpty() {
    isTheRows("INSERT INTO row_faults.one (k, c) VALUES (?, 'c')", "");
  }

  @Test
  void aPartitionKeyThatIsTooLong() {
    isTheRows("INSERT INTO row_faults.one (k, c) VALUES (?, 'c')", LONG);
  }

  @Test
  void aPartitionKeyOfTwoColumnsThatIsTooLong() {
    isTheRows("INSERT INTO row_faults.two (k, l, c) VALUES (?, 'l', 'c')", LONG);
  }

  @Test
  void aClusteringKeyThatIsTooLong() {
    isTheRows("INSERT INTO row_faults.one (k, c) VALUES ('k', ?)", LONG);
  }

  @Test
  void aRowThatIsLargerThanAMutation() {
    isTheRows(
        "INSERT INTO row_faults.one (k, c, v) VALUES ('k', 'c', ?)", ByteBuffer.allocate(17 << 20));
  }

  @Test
  void aValueThatIsTooLargeForItsIndex() {
    isTheRows("INSERT INTO row_faults.legacy (k, t) VALUES ('k', ?)", LONG);
  }

  @Test
  void aTableOrAColumnThatIsGoneIsNoFaultOfTheRow() {
    isOfAll("INSERT INTO row_faults.gone (k) VALUES ('k')");
    isOfAll("INSERT INTO gone.one (k) VALUES ('k')");
    isOfAll("INSERT INTO row_faults.one (k, c, gone) VALUES ('k', 'c', 'x')");
    isOfAll("INSERT INTO row_faults.one (k) VALUES ('k')");
    isOfAll("INSERT INTO row_faults.one (k, c) VALUES ('k', 'c') USING TTL 700000000");
  }

  @Test
  void aTableThatIsDroppedUnderAPreparedStatementIsNoFaultOfTheRow() {
    run("CREATE TABLE row_faults.dropped (k text PRIMARY KEY, t text)");
    var prepared = session.prepare("INSERT INTO row_faults.dropped (k, t) VALUES (?, ?)");
    run("DROP TABLE row_faults.dropped");
    Throwable failure = catchThrowable(() -> session.execute(prepared.bind("k", "t")));
    System.out.println("dropped -> " + failure);
    assertThat(failure).isNotNull();
    assertThat(RowFault.is(failure)).as("%s", failure).isFalse();
  }
}
