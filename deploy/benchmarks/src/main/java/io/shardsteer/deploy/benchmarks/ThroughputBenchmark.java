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
import java.util.function.ToDoubleFunction;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
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

  @Option(names = "--rounds", defaultValue = "5", description = "Turns of each function.")
  private int rounds;

  @Option(names = "--records", defaultValue = "200000", description = "Backlog of a round.")
  private int records;

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
      createTables(stack);
      var race =
          new BacklogRace(stack.pulsar(), admin, client, List.of(BikePipeline.payloads(PAYLOADS)));
      List<Contender> contenders = contenders(stack);
      List<Round> results = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        for (Contender contender : contenders) {
          Round result = race.run(contender);
          tell(
              "round %d  %-28s %,10.0f records/s  %6.1f us CPU a record"
                  .formatted(
                      round + 1,
                      result.contender(),
                      result.recordsPerSecond(),
                      result.cpuMicrosPerRecord()));
          results.add(result);
        }
      }
      print(contenders, results);
    }
    return 0;
  }

  private static void tell(String line) {
    System.err.println(line);
  }

  private static void createTables(LocalStack stack) {
    try (CqlSession session =
        CqlSession.builder()
            .addContactPoint(stack.cassandra().contactPoint())
            .withLocalDatacenter(CassandraServer.DATACENTER)
            .build()) {
      var schema = ShardSchema.of(session, BikePipeline.CONFIG);
      schema.createKeyspace(BikePipeline.CONFIG.storage().replication());
      schema.createTables(BikePipeline.CONFIG.shards().targetShardCount());
    }
  }

  private List<Contender> contenders(LocalStack stack) {
    String output = "persistent://public/default/identity-output";
    return List.of(
        new Contender(
            "identity", comparedJar, compared("IdentityFunction"), Map.of(), output, records),
        router("router, rows off", stack, false),
        hash("asynchronous hash, rows off", stack, true, false),
        router("router, rows on", stack, true),
        hash("asynchronous hash, rows on", stack, true, true),
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

  private static void print(List<Contender> contenders, List<Round> results) {
    double identity = median(sorted(results, contenders.get(0), Round::recordsPerSecond));
    System.out.println(
        "| function | records/s: median (least to most) | beside identity | CPU us/record |");
    System.out.println("|---|---:|---:|---:|");
    for (Contender contender : contenders) {
      double[] rates = sorted(results, contender, Round::recordsPerSecond);
      System.out.printf(
          "| %s | %,.0f (%,.0f to %,.0f) | %.2f | %.1f |%n",
          contender.name(),
          median(rates),
          rates[0],
          rates[rates.length - 1],
          median(rates) / identity,
          median(sorted(results, contender, Round::cpuMicrosPerRecord)));
    }
  }

  private static double[] sorted(
      List<Round> results, Contender contender, ToDoubleFunction<Round> figure) {
    return results.stream()
        .filter(round -> round.contender().equals(contender.name()))
        .mapToDouble(figure)
        .sorted()
        .toArray();
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }
}
