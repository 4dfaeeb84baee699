package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.cassandra.CassandraShardRows;
import io.shardsteer.common.cassandra.CassandraShardStore;
import io.shardsteer.common.cassandra.ShardSchema;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.store.Encoding;
import io.shardsteer.common.store.LayoutMismatchException;
import io.shardsteer.common.store.RowKey;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.StoredRow;
import io.shardsteer.deploy.cli.rollout.Cluster;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows of a declared layout on a real Cassandra: written, read, copied, deleted, checked. */
@OnServers
final class ShardRowsIT {
  private static final String COLUMNS =
      """
      - {name: customer, type: int, if_null: 0}
          - {name: country, type: text}
          - {name: ordered, type: timestamp}
          - {name: day, type: date}
          - {name: price, type: decimal}
          - {name: large, type: bigint}
          - {name: order, type: uuid}
          - {name: gift, type: boolean}
          - {name: address, type: inet}
          - {name: picked, type: time}
          - {name: token, type: blob}
          - {name: event, type: timeuuid}
          - {name: note, type: varchar}
          - {name: tags, type: list<text>}
          - {name: groups, type: set<text>}
          - {name: labels, type: 'map<text,text>'}
          - {name: empty, type: list<text>}
          - {name: nothing, type: 'map<text, text>'}
      """;

  private static final String STORAGE =
      """
      storage:
        columns:
          COLUMNS  partition_key: [customer]
        clustering: [ordered desc]
        ttl: 90 days
        table_options: {gc_grace_seconds: 86400, compaction: {class: UnifiedCompactionStrategy}}
      """
          .replace("COLUMNS", COLUMNS);

  private static final Instant NOON = Instant.parse("2011-06-01T12:00:00Z");

  private static CqlSession session;
  private static PipelineConfig config;
  private static CassandraShardStore store;
  private static CassandraShardRows rows;

  @BeforeAll
  static void create(Servers servers) {
    config = config(servers, "typed", STORAGE);
    session = CassandraSessions.open(config.storage(), Optional.empty());
    ShardSchema schema = ShardSchema.of(session, config);
    schema.createKeyspace(config.storage().replication());
    schema.createTables(3);
    store = CassandraShardStore.connect(config, Optional.empty());
    rows = CassandraShardRows.of(session, config);
  }

  @AfterAll
  static void close() {
    store.close();
    session.close();
  }

  private static PipelineConfig config(Servers servers, String name, String storage) {
    return Cluster.of(servers.stack())
        .place(
            new PipelineFile(
                    "pipeline: %s\ninput_topic: %1$s\nfeature_extraction_pipeline: [{kind: numeric, field: price}]\n%s"
                        .formatted(name, storage))
                .config());
  }

  @Test
  void aRowComesBackAsItWasAndARedeliveredOneIsTheSame() {
    ShardRow row = row("a1", 17850, NOON);
    join(store.upsert(row));
    join(store.upsert(row));
    RowPage page = join(rows.find(0, RowKey.of(Map.of("customer", 17850)), null));
    assertThat(page.isLast()).isTrue();
    assertThat(page.rows()).hasSize(1);
    StoredRow read = page.rows().get(0);
    assertThat(read.row()).usingRecursiveComparison().isEqualTo(row);
    assertThat(read.ttlSeconds()).isBetween(90 * 86_400 - 600, 90 * 86_400);
    assertThat(Instant.ofEpochMilli(read.writeMicros() / 1_000))
        .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(60));
  }

  @Test
  void twoRecordsWithTheSameDeclaredKeyAreTwoRowsInTheDeclaredOrder() {
    join(store.upsert(row("b1", 12347, NOON)));
    join(store.upsert(row("b2", 12347, NOON)));
    join(store.upsert(row("b3", 12347, NOON.plusSeconds(60))));
    join(store.upsert(row("b4", 12347, NOON.minusSeconds(60))));
    RowKey customer = RowKey.of(Map.of("customer", 12347));
    assertThat(ids(join(rows.find(0, customer, null)))).containsExactly("b3", "b1", "b2", "b4");
    RowKey atNoon = new RowKey(customer.partition(), NOON, NOON);
    assertThat(ids(join(rows.find(0, atNoon, null)))).containsExactly("b1", "b2");
    RowKey sinceNoon = new RowKey(customer.partition(), NOON, null);
    assertThat(ids(join(rows.find(0, sinceNoon, null)))).containsExactly("b3", "b1", "b2");
  }

  @Test
  void missingKeysSpreadOverPartitionsAndComeBackMissing() {
    int records = 300;
    upsert(IntStream.range(0, records).mapToObj(i -> row("n" + i, null, NOON)));
    join(store.upsert(row("zero", 0, NOON)));
    assertThat(ids(join(rows.find(0, RowKey.of(Map.of("customer", 0)), null))))
        .containsExactly("zero");
    Set<Integer> buckets = new HashSet<>();
    session
        .execute("SELECT DISTINCT customer, null_bucket FROM shardsteer.typed_shard_0")
        .forEach(
            row -> {
              if (row.getInt(0) == 0) {
                buckets.add(row.getInt(1));
              }
            });
    // 300 of them in 64 buckets leave more than 4 empty once in 10^5.
    assertThat(buckets).contains(0).hasSizeGreaterThan(60);
    List<StoredRow> missing =
        scan(0).stream().filter(row -> row.row().recordId().startsWith("n")).toList();
    assertThat(missing).hasSize(records).allMatch(row -> row.row().columns().get(0) == null);
  }

  @Test
  void aScanReadsEveryRowOnceHoweverManyPages() {
    int records = 2 * CassandraShardRows.PAGE_SIZE + 500;
    upsert(
        IntStream.range(0, records)
            .mapToObj(i -> row("s" + i, i % 700, NOON.plusSeconds(i)).in(1)));
    List<StoredRow> read = scan(1);
    assertThat(read).hasSize(records);
    assertThat(read.stream().map(row -> row.row().recordId())).doesNotHaveDuplicates();
  }

  @Test
  void aCopyIsAsOldAsItsOriginalAndLivesAsLong() {
    join(store.upsert(row("c1", null, NOON)));
    StoredRow original = only(0, "c1");
    join(rows.copy(original, 2));
    StoredRow copy = only(2, "c1");
    assertThat(copy.row()).usingRecursiveComparison().isEqualTo(original.row().in(2));
    assertThat(copy.writeMicros()).isEqualTo(original.writeMicros());
    assertThat(copy.ttlSeconds()).isBetween(original.ttlSeconds() - 600, original.ttlSeconds());

    StoredRow older = new StoredRow(original.row(), original.writeMicros() - 1, 0);
    join(rows.delete(older));
    assertThat(only(0, "c1")).as("a newer version stays").isNotNull();
    join(rows.delete(original));
    assertThat(scan(0)).noneMatch(row -> row.row().recordId().equals("c1"));
    assertThat(only(2, "c1")).isNotNull();
  }

  @Test
  void aLookUpNamesTheWholePartitionKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.find(0, RowKey.of(Map.of("country", "UK")), null))
        .withMessageContaining("[customer]");
  }

  @Test
  void deployAddsANewColumnAndSetsOptionsOfTablesThatAreThere(Servers servers) {
    ShardSchema.of(session, config(servers, "grown", STORAGE)).createTables(2);
    PipelineConfig next =
        config(
            servers,
            "grown",
            STORAGE
                .replace(
                    "- {name: gift",
                    "- {name: secret, type: ascii}\n    - {name: sizes, type: list<text>}\n    - {name: gift")
                .replace("86400", "7200")
                .replace("90 days", "1 hour"));
    assertThatThrownBy(() -> ShardSchema.of(session, next).requireComplete())
        .isInstanceOf(LayoutMismatchException.class)
        .hasMessageContaining("shardsteer.grown_shard_0 and 1 more: column secret is missing")
        .hasMessageContaining("Deploy");
    ShardSchema.of(session, next).createTables(3);
    ShardSchema.of(session, next).requireComplete();
    session
        .execute(
            "SELECT gc_grace_seconds, default_time_to_live, compaction FROM system_schema.tables"
                + " WHERE keyspace_name = 'shardsteer' AND table_name IN ('grown_shard_0',"
                + " 'grown_shard_1', 'grown_shard_2')")
        .forEach(
            table -> {
              assertThat(table.getInt(0)).isEqualTo(7_200);
              assertThat(table.getInt(1)).isEqualTo(3_600);
              assertThat(table.getMap(2, String.class, String.class).get("class"))
                  .endsWith("UnifiedCompactionStrategy");
            });
  }

  @Test
  void aCollectionThatIsThereMayBeFrozenOrNot(Servers servers) {
    String labels = "{name: labels, type: 'map<text,text>'}";
    PipelineConfig before =
        config(servers, "lists", "storage: {columns: [%s]}\n".formatted(labels));
    ShardSchema.of(session, before).createTables(1);
    session.execute("ALTER TABLE shardsteer.lists_shard_0 ADD tags list<text>");
    PipelineConfig lists =
        config(
            servers,
            "lists",
            "storage: {columns: [{name: tags, type: list<text>}, %s]}\n".formatted(labels));
    ShardSchema.of(session, lists).requireComplete();
    CassandraShardRows read = CassandraShardRows.of(session, lists);
    try (CassandraShardStore into = CassandraShardStore.connect(lists, Optional.empty())) {
      ShardRow row =
          new ShardRow(0, "k", 1, "l1", null, 7, List.of(List.of("a", "b"), Map.of("k", "v")));
      join(into.upsert(row));
      assertThat(join(read.find(0, RowKey.of(Map.of("key", "k")), null)).rows().get(0).row())
          .usingRecursiveComparison()
          .isEqualTo(row);
    }
  }

  @Test
  void refusesTablesOfAnotherTypeOrKeyBeforeAnythingIsWritten(Servers servers) throws Exception {
    PipelineConfig other =
        config(
            servers,
            "typed",
            STORAGE.replace("customer, type: int, if_null: 0", "customer, type: text"));
    String message =
        "shardsteer.typed_shard_0 and 2 more: column customer is int, but text is declared.";
    assertThatThrownBy(() -> ShardSchema.of(session, other).createTables(8))
        .isInstanceOf(LayoutMismatchException.class)
        .hasMessageContaining(message);
    try (CassandraShardStore refused = CassandraShardStore.connect(other, Optional.empty())) {
      assertThatThrownBy(() -> refused.awaitCheck(Duration.ofSeconds(30)))
          .isInstanceOf(LayoutMismatchException.class)
          .hasMessageContaining(message);
    }
    PipelineConfig rekeyed =
        config(servers, "typed", STORAGE.replace("[ordered desc]", "[ordered]"));
    assertThatThrownBy(() -> ShardSchema.of(session, rekeyed).requireFit())
        .hasMessageContaining(
            "the primary key is ((customer, null_bucket), ordered desc, record_id), but ((customer,"
                + " null_bucket), ordered, record_id) is declared");
  }

  private static ShardRow row(String id, @Nullable Integer customer, Instant ordered) {
    return new ShardRow(
        0,
        "key of " + id,
        1_300_000_000_123L,
        id,
        new byte[] {1, 2, 3},
        new Encoding(12L, new byte[] {4, 5}),
        7,
        Arrays.asList(
            customer,
            null,
            ordered,
            LocalDate.of(2011, 6, 1),
            new BigDecimal("2.550"),
            Long.MAX_VALUE,
            UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"),
            true,
            InetAddress.getLoopbackAddress(),
            LocalTime.of(8, 14, 30, 250_000_001),
            ByteBuffer.wrap(new byte[] {0, (byte) 0xff}),
            UUID.fromString("50554d6e-29bb-11e5-b345-feff819cdc9f"),
            "naïve",
            List.of("b", "a", "b"),
            Set.of("x", "y"),
            Map.of("app.kubernetes.io/name", "shop"),
            List.of(),
            null));
  }

  private static void upsert(Stream<ShardRow> all) {
    CompletableFuture.allOf(
            all.map(row -> store.upsert(row).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  private static List<StoredRow> scan(int shard) {
    List<StoredRow> all = new ArrayList<>();
    ByteBuffer next = null;
    do {
      RowPage page = join(rows.scan(shard, next));
      all.addAll(page.rows());
      next = page.next();
    } while (next != null);
    return all;
  }

  private static StoredRow only(int shard, String id) {
    List<StoredRow> found =
        scan(shard).stream().filter(row -> row.row().recordId().equals(id)).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static List<String> ids(RowPage page) {
    return page.rows().stream().map(row -> row.row().recordId()).toList();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
