package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.cassandra.CassandraShardRows;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.StoredRow;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.watch.DeployedModel;
import io.shardsteer.deploy.stack.Installation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The retail stream as its shipped pipeline file steers it: typed rows, lines without a customer,
 * descriptions embedded in both forms; read back with queries like a user's.
 */
@OnServers
final class RetailIT {
  private static final Path DEPLOY = Installation.find().shipped("");
  private static final Path RETAIL = DEPLOY.resolve("pipelines/retail.yaml");
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All of it is sampled. */
  private static final int PER_SECOND = 1_500;

  private static final int BEFORE_THE_MODEL = 12_000;

  @AutoClose private Pipeline pipeline;
  @AutoClose private CqlSession session;
  private Servers servers;
  private PipelineConfig config;
  private List<Line> lines;

  /** An invoice line. */
  private record Line(
      LocalDateTime ordered,
      String invoice,
      String article,
      @Nullable String description,
      int quantity,
      BigDecimal price,
      @Nullable Integer customer,
      String country) {
    static Line of(String row) {
      String[] cells = row.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
      return new Line(
          LocalDateTime.parse(cells[0]),
          cells[1],
          cells[2],
          cells[3].isEmpty() ? null : cells[3].replaceAll("^\"|\"$", "").replace("\"\"", "\""),
          Integer.parseInt(cells[4]),
          new BigDecimal(cells[5]),
          cells[6].isEmpty() ? null : Integer.valueOf(cells[6]),
          cells[7]);
    }

    Instant instant() {
      return ordered.atZone(LONDON).toInstant();
    }

    byte[] payload() throws IOException {
      ObjectNode json = JSON.createObjectNode();
      json.put("invoice_time", ordered.toString()).put("invoice_no", invoice);
      json.put("stock_code", article).put("description", description);
      json.put("quantity", quantity).put("unit_price", price);
      json.put("customer_id", customer).put("country", country);
      return JSON.writeValueAsBytes(json);
    }

    String text() {
      return RetailIT.text(instant(), invoice, article, quantity, price);
    }
  }

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    this.servers = servers;
    lines = lines();
    PipelineFile shipped = new PipelineFile(Files.readString(RETAIL));
    pipeline =
        Pipeline.deploy(
            servers,
            shipped.with(
                "retraining_interval: 1 hour",
                "retraining_interval: 1 hour\nsampling: {per_second: 2000}\ntraining: {min_samples: 4000, gate: {min_r2: 0.1, max_predicted_imbalance: 4}}"),
            1);
    config = pipeline.config();
    session = CassandraSessions.open(config.storage(), Optional.empty());
    pipeline.startTrainer("trainer");
    int adopted = publish();
    assertThat(adopted).isPositive();
    pipeline.progress().awaitAllSoFar();
  }

  /** Publishes every line once and one that its columns cannot hold; the model that routed. */
  private int publish() throws Exception {
    try (Producer<byte[]> producer =
        servers
            .client()
            .newProducer()
            .topic(config.input().topic())
            .blockIfQueueFull(true)
            .batchingMaxPublishDelay(5, TimeUnit.MILLISECONDS)
            .create()) {
      List<CompletableFuture<MessageId>> sent = new ArrayList<>();
      send(producer, lines.subList(0, BEFORE_THE_MODEL), sent);
      int adopted = pipeline.decisionLog().await("adopted").modelVersion();
      send(producer, lines.subList(BEFORE_THE_MODEL, lines.size()), sent);
      sent.add(producer.sendAsync("{\"quantity\":\"a few\"}".getBytes(StandardCharsets.UTF_8)));
      producer.flush();
      CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new)).join();
      return adopted;
    }
  }

  private static void send(
      Producer<byte[]> producer, List<Line> some, List<CompletableFuture<MessageId>> sent)
      throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < some.size(); i++) {
      long dueNanos = start + (long) i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
      long earlyMillis = (dueNanos - System.nanoTime()) / 1_000_000;
      if (earlyMillis > 0) {
        TimeUnit.MILLISECONDS.sleep(earlyMillis);
      }
      sent.add(producer.sendAsync(some.get(i).payload()));
    }
  }

  @Test
  void everyLineIsOneTypedRow() {
    List<StoredRow> rows = scan();
    assertThat(rows.stream().map(row -> row.row().recordId())).doesNotHaveDuplicates();
    assertThat(counted(rows.stream().map(row -> text(row)).toList()))
        .isEqualTo(counted(lines.stream().map(Line::text).toList()));
    assertThat(rows.stream().filter(row -> row.row().columns().get(0) == null))
        .hasSize((int) lines.stream().filter(line -> line.customer() == null).count());
    assertThat(rows.stream().filter(row -> row.row().columns().get(4) == null))
        .hasSize((int) lines.stream().filter(line -> line.description() == null).count());
    Set<Long> revisions =
        rows.stream().map(row -> row.row().revision()).collect(Collectors.toSet());
    assertThat(revisions)
        .as("tables that routed, hashing among them")
        .contains(0L)
        .hasSizeGreaterThan(1);
  }

  @Test
  void linesWithoutACustomerNeverMakeAGiantPartition() {
    int largest = 0;
    int missing = 0;
    for (int shard = 0; shard < config.shards().targetShardCount(); shard++) {
      for (Row partition :
          session.execute(
              "SELECT customer, null_bucket, count(*) FROM shardsteer.retail_shard_%d GROUP BY customer, null_bucket"
                  .formatted(shard))) {
        if (partition.getInt(1) > 0) {
          largest = Math.max(largest, (int) partition.getLong(2));
          missing += (int) partition.getLong(2);
        }
      }
    }
    assertThat(missing).isGreaterThan(5_000);
    // One partition for all would hold all of a shard's, an eighth of them or more.
    assertThat(largest).isLessThan(missing / 40);
  }

  @Test
  void aCustomersLinesAreReadBackByKeyAndTime() {
    Integer customer = mostFrequentCustomer();
    List<Line> theirs = lines.stream().filter(line -> customer.equals(line.customer())).toList();
    List<String> found = new ArrayList<>();
    List<String> later = new ArrayList<>();
    Instant middle = theirs.get(theirs.size() / 2).instant();
    for (int shard = 0; shard < config.shards().targetShardCount(); shard++) {
      String select =
          "SELECT ordered, invoice, article, quantity, price FROM shardsteer.retail_shard_%d WHERE customer = ? AND null_bucket = 0"
              .formatted(shard);
      found.addAll(texts(select, customer));
      later.addAll(texts(select + " AND ordered >= ?", customer, middle));
    }
    assertThat(counted(found)).isEqualTo(counted(theirs.stream().map(Line::text).toList()));
    assertThat(counted(later))
        .isEqualTo(
            counted(
                theirs.stream()
                    .filter(line -> !line.instant().isBefore(middle))
                    .map(Line::text)
                    .toList()));
  }

  @Test
  void aLineThatItsColumnsCannotHoldIsADeadLetterWithItsReason() throws Exception {
    List<Message<byte[]>> dead = new ArrayList<>();
    TopicFollower.readThrough(servers.client(), pipeline.topics().deadLetters(), dead::add);
    assertThat(dead).hasSize(1);
    assertThat(dead.get(0).getProperty("steer-reject-reason")).isEqualTo("BAD_FIELD");
    assertThat(dead.get(0).getProperty("steer-reject-message"))
        .contains("Field 'quantity' has 'a few'", "column quantity", "int");
  }

  @Test
  void theModelThatRoutesBringsTheWordsOfTheShop() {
    LoadedModel model = DeployedModel.of(Cluster.of(servers.stack()), config);
    assertThat(model.manifest().fitted().path("meaning").path("words").path("count").asInt())
        .isGreaterThan(100);
    assertThat(model.features().columns().stream().map(column -> column.name()))
        .contains("words.7", "meaning.7");
  }

  @Test
  void operatorsSeeHowMuchEachFeatureMattersToTheModelThatRoutes() {
    Command features =
        Command.steer(
            Map.of(),
            List.of(
                "features",
                RETAIL.toString(),
                "--data",
                DEPLOY.resolve("data/retail.csv.gz").toString(),
                "--sample=1000",
                "--deployed",
                "--service-url",
                servers.stack().serviceUrl(),
                "--admin-url",
                servers.stack().adminUrl()));
    int routes = DeployedModel.of(Cluster.of(servers.stack()), config).ref().version();
    assertThat(features.output())
        .contains("1,000 records", "model version %d, ".formatted(routes))
        .containsPattern("customer +key_hash +\\d+\\.\\d % +\\d+\\.\\d % +\\d\\.\\d{3} ")
        .contains("meaning.7: ");
    assertThat(features.exitCode()).isZero();
  }

  @Test
  void aFileIsCheckedAgainstTheTablesThatAreThere() throws IOException {
    Command fits = validate(RETAIL);
    assertThat(fits.output()).contains("retail.yaml is valid");
    assertThat(fits.exitCode()).isZero();

    String otherType =
        Files.readString(RETAIL)
            .replace("{name: quantity, type: int}", "{name: quantity, type: text}");
    Path other = Files.createDirectories(servers.folder("retail")).resolve("other-type.yaml");
    Command refused = validate(Files.writeString(other, otherType));
    assertThat(refused.output()).contains("retail_shard_0", "quantity", "int", "text");
    assertThat(refused.exitCode()).isEqualTo(1);
  }

  private Command validate(Path file) {
    return Command.steer(
        Map.of(),
        List.of(
            "validate",
            file.toString(),
            "--cassandra",
            servers.stack().cassandraAddress(),
            "--datacenter",
            servers.stack().datacenter()));
  }

  private List<String> texts(String select, Object... values) {
    PreparedStatement statement = session.prepare(select);
    List<String> texts = new ArrayList<>();
    session
        .execute(statement.bind(values))
        .forEach(
            row ->
                texts.add(
                    text(
                        row.getObject("ordered"),
                        row.getObject("invoice"),
                        row.getObject("article"),
                        row.getObject("quantity"),
                        row.getObject("price"))));
    return texts;
  }

  private static String text(StoredRow row) {
    List<@Nullable Object> columns = row.row().columns();
    return text(columns.get(1), columns.get(2), columns.get(3), columns.get(5), columns.get(6));
  }

  /** 2.5 and 2.50 are one price. */
  private static String text(
      @Nullable Object ordered,
      @Nullable Object invoice,
      @Nullable Object article,
      @Nullable Object quantity,
      @Nullable Object price) {
    return "%s %s %s %s %s"
        .formatted(
            ordered,
            invoice,
            article,
            quantity,
            price instanceof BigDecimal decimal ? decimal.stripTrailingZeros() : price);
  }

  private static Map<String, Integer> counted(List<String> texts) {
    Map<String, Integer> counts = new HashMap<>();
    texts.forEach(text -> counts.merge(text, 1, Integer::sum));
    return counts;
  }

  private Integer mostFrequentCustomer() {
    Map<Integer, Integer> counts = new HashMap<>();
    for (Line line : lines) {
      if (line.customer() != null) {
        counts.merge(line.customer(), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  private List<StoredRow> scan() {
    CassandraShardRows rows = CassandraShardRows.of(session, config);
    List<StoredRow> all = new ArrayList<>();
    for (int shard = 0; shard < config.shards().targetShardCount(); shard++) {
      ByteBuffer next = null;
      do {
        RowPage page = rows.scan(shard, next).toCompletableFuture().join();
        all.addAll(page.rows());
        next = page.next();
      } while (next != null);
    }
    return all;
  }

  private static List<Line> lines() throws IOException {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DEPLOY.resolve("data/retail.csv.gz"))),
                StandardCharsets.UTF_8))) {
      return reader.lines().skip(1).map(Line::of).toList();
    }
  }
}
