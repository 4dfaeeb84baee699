package io.shardsteer.deploy.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.cassandra.ShardSchema;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.deploy.stack.CassandraServer;
import io.shardsteer.deploy.stack.LocalStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Records per second through the router beside functions that a team would write, on real servers
 * that it starts. All contenders take turns within one run, so the ratios hold where the machine's
 * speed does not.
 */
@Command(
    name = "throughput",
    mixinStandardHelpOptions = true,
    description = "Races the router against hand-written functions on real servers.")
final class ThroughputBenchmark implements Callable<Integer> {
  private static final int PAYLOADS = 4_096;
  private static final String IDENTITY = "identity";
  private static final String ROUTER = "router, rows off";
  private static final String ROUTER_ROWS = "router, rows on";
  private static final String HASH_ROWS = "asynchronous hash, rows on";

  @Option(names = "--rounds", defaultValue = "5", description = "Turns of each function.")
  private int rounds;

  @Option(names = "--records", defaultValue = "200000", description = "Backlog of a round.")
  private int records;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "JSON file of every round, medians and goals.")
  private @Nullable Path report;

  @Option(names = "--router-jar", required = true, description = "The functions' shaded jar.")
  private Path routerJar = Path.of("");

  @Option(names = "--compared-jar", required = true, description = "This module's shaded jar.")
  private Path comparedJar = Path.of("");

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ThroughputBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("shardsteer-benchmark");
    try (LocalStack stack =
            LocalStack.start(LocalStack.Options.owned(folder).telling(ThroughputBenchmark::tell));
        PulsarAdmin admin =
            PulsarAdmin.builder().serviceHttpUrl(stack.pulsar().adminUrl()).build();
        PulsarClient client =
            PulsarClient.builder().serviceUrl(stack.pulsar().serviceUrl()).build()) {
      byte[][] trips = BikePipeline.payloads(PAYLOADS);
      KeptTopics.keep(admin);
      BikeModel.putInForce(trips, client, admin);
      var race = new BacklogRace(stack.pulsar(), admin, client, List.of(trips));
      List<Round> results = race(stack, race, trips);
      Standings standings = Standings.of(results, IDENTITY);
      standings.print();
      List<Goal> goals = goals(standings);
      goals.forEach(goal -> System.out.println(goal.text()));
      if (report != null) {
        ThroughputReport.write(report, results, standings, goals);
      }
      return goals.stream().allMatch(Goal::isMet) ? 0 : 1;
    }
  }

  private List<Round> race(LocalStack stack, BacklogRace race, byte[][] trips) throws Exception {
    List<Contender> contenders = contenders(stack);
    List<Round> results = new ArrayList<>();
    try (CqlSession session = session(stack)) {
      createTables(session);
      var driver = new DriverInserts(session, BikePipeline.CONFIG, trips);
      for (int round = 1; round <= rounds; round++) {
        for (Contender contender : contenders) {
          add(results, round, race.run(contender));
        }
        add(results, round, driver.run(records));
      }
    }
    return results;
  }

  private static void add(List<Round> results, int round, Round result) {
    tell(
        "round %d  %-28s %,10.0f records/s  %6.1f us CPU a record"
            .formatted(
                round, result.contender(), result.recordsPerSecond(), result.cpuMicrosPerRecord()));
    results.add(result);
  }

  /** What is asked of the router, as ratios within the run. */
  private static List<Goal> goals(Standings standings) {
    return List.of(
        Goal.atLeast("rows off beside identity", standings.rates(ROUTER, IDENTITY), 1.2),
        Goal.atLeast(
            "rows on beside asynchronous hash", standings.rates(ROUTER_ROWS, HASH_ROWS), 1.2),
        Goal.atMost(
            "CPU a record, rows on, beside asynchronous hash",
            standings.cpu(ROUTER_ROWS, HASH_ROWS),
            1),
        Goal.atLeast(
            "rows on beside the driver alone",
            standings.rates(ROUTER_ROWS, DriverInserts.NAME),
            0.85));
  }

  private static void tell(String line) {
    System.err.println(line);
  }

  private static CqlSession session(LocalStack stack) {
    return CqlSession.builder()
        .addContactPoint(stack.cassandra().contactPoint())
        .withLocalDatacenter(CassandraServer.DATACENTER)
        .build();
  }

  private static void createTables(CqlSession session) {
    var schema = ShardSchema.of(session, BikePipeline.CONFIG);
    schema.createKeyspace(BikePipeline.CONFIG.storage().replication());
    schema.createTables(BikePipeline.CONFIG.shards().targetShardCount());
  }

  private List<Contender> contenders(LocalStack stack) {
    String output = "persistent://public/default/identity-output";
    return List.of(
        new Contender(
            IDENTITY, comparedJar, compared("IdentityFunction"), Map.of(), output, records),
        router(ROUTER, stack, false),
        hash("asynchronous hash, rows off", stack, true, false),
        router(ROUTER_ROWS, stack, true),
        hash(HASH_ROWS, stack, true, true),
        hash("asynchronous inserts alone", stack, false, true));
  }

  private Contender router(String name, LocalStack stack, boolean rows) {
    Map<String, Object> config = new HashMap<>(PipelineConfigs.toMap(BikePipeline.CONFIG));
    Map<String, Object> storage = new HashMap<>();
    if (config.get("storage") instanceof Map<?, ?> given) {
      given.forEach((key, value) -> storage.put(String.valueOf(key), value));
    }
    storage.put("enabled", rows);
    storage.put("contact_points", List.of(contactPoint(stack)));
    storage.put("local_datacenter", CassandraServer.DATACENTER);
    config.put("storage", storage);
    return new Contender(
        name, routerJar, "io.shardsteer.functions.router.ShardRouterFunction", config, "", records);
  }

  private Contender hash(String name, LocalStack stack, boolean topics, boolean rows) {
    return new Contender(
        name,
        comparedJar,
        compared("AsyncHashFunction"),
        Map.of(
            "topic_prefix",
            topics ? "persistent://public/default/hashed-shard-" : "",
            "shards",
            BikePipeline.CONFIG.shards().targetShardCount(),
            "keyspace",
            BikePipeline.CONFIG.storage().keyspace(),
            "table_prefix",
            BikePipeline.CONFIG.pipeline(),
            "cassandra",
            rows ? contactPoint(stack) : "",
            "datacenter",
            CassandraServer.DATACENTER),
        "",
        records);
  }

  private static String compared(String simpleName) {
    return "io.shardsteer.deploy.benchmarks.compared." + simpleName;
  }

  private static String contactPoint(LocalStack stack) {
    var address = stack.cassandra().contactPoint();
    return address.getHostString() + ":" + address.getPort();
  }
}
