package io.shardsteer.deploy.cli.rollout;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.cassandra.CassandraCredentials;
import io.shardsteer.common.cassandra.ShardSchema;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.StorageConfig;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.FunctionNamespace;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.SteerFunction;
import io.shardsteer.common.pulsar.Waiting;
import io.shardsteer.common.store.LayoutMismatchException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * Puts a pipeline's topics, tables and functions on a cluster, as often as wanted: what is there is
 * left or updated.
 */
public final class Rollout {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final int POLICY_ATTEMPTS = 10;

  private final Cluster cluster;
  private final Artifacts artifacts;
  private final Consumer<String> progress;
  private final AdminTool tool;

  /**
   * What is deployed.
   *
   * @param functionJar the functions' shaded jar
   * @param templates folder of the functions' templates
   * @param rendered folder that their rendered files are written to
   */
  public record Artifacts(Path functionJar, Path templates, Path rendered) {}

  /**
   * @param progress gets a line for each step
   * @param commands gets every {@code pulsar-admin} command that does the same
   */
  public Rollout(
      Cluster cluster, Artifacts artifacts, Consumer<String> progress, Consumer<String> commands) {
    this.cluster = cluster;
    this.artifacts = artifacts;
    this.progress = progress;
    this.tool = new AdminTool(cluster, commands);
  }

  /**
   * One that tells its steps on standard output.
   *
   * @param commands whether it prints the {@code pulsar-admin} commands that do the same, too
   */
  public static Rollout onScreen(Cluster cluster, Artifacts artifacts, boolean commands) {
    return new Rollout(
        cluster,
        artifacts,
        System.out::println,
        command -> {
          if (commands) {
            System.out.println("  $ " + command);
          }
        });
  }

  /**
   * Creates or updates everything and waits until the functions run. The configuration takes the
   * place of any that was pushed before, which the functions would otherwise start with.
   *
   * @param config already {@linkplain Cluster#place placed} on the cluster
   * @param parallelism instances of the router
   */
  public void deploy(PipelineConfig config, int parallelism) {
    try (PulsarAdmin admin = cluster.admin()) {
      deployWithoutFunctions(admin, config);
      for (SteerFunction function : SteerFunction.values()) {
        install(admin, function, config, parallelism);
      }
      for (SteerFunction function : SteerFunction.values()) {
        awaitRunning(admin, function, config);
      }
    }
  }

  /**
   * Creates or updates all but the functions, for clusters where somebody else runs those.
   *
   * @param config already {@linkplain Cluster#place placed} on the cluster
   */
  public void deployWithoutFunctions(PipelineConfig config) {
    try (PulsarAdmin admin = cluster.admin()) {
      deployWithoutFunctions(admin, config);
    }
  }

  private void deployWithoutFunctions(PulsarAdmin admin, PipelineConfig config) {
    InputSchema.check(admin, config, progress);
    if (config.storage().enabled()) {
      createTables(config);
    }
    PipelineTopics topics = PipelineTopics.of(config);
    progress.accept("Topics: %d with their retention".formatted(topics.topics().size()));
    topicSetup(admin).create(topics);
    subscribe(admin, config);
    ConfigPusher.publish(cluster, config);
  }

  /**
   * Creates the tables and topics that a pushed configuration needs and that are not there yet, so
   * that no record is routed to a shard that keeps nothing. What is there stays as it is.
   *
   * @param config already {@linkplain Cluster#place placed} on the cluster
   */
  public void prepare(PipelineConfig config) {
    try (PulsarAdmin admin = cluster.admin()) {
      PipelineTopics topics = PipelineTopics.of(config);
      TopicSetup setup = topicSetup(admin);
      if (setup.areThere(topics)) {
        return;
      }
      // Topics come last: where all are there, so are the tables.
      if (config.storage().enabled()) {
        createTables(config);
      }
      progress.accept("Topics: %d new with their retention".formatted(setup.createMissing(topics)));
    }
  }

  /** From here on the input topic keeps what the routers, which start later, have not read. */
  private void subscribe(PulsarAdmin admin, PipelineConfig config) {
    String topic = config.input().topic();
    FunctionNamespace place = FunctionNamespace.of(config);
    String name =
        Topics.subscription(
            place.tenant(), place.namespace(), SteerFunction.ROUTER.name(config.pipeline()));
    tool.tell(
        List.of("topics", "create-subscription", "--subscription", name, "-m", "earliest", topic));
    try {
      admin.topics().createSubscription(topic, name, MessageId.earliest);
    } catch (PulsarAdminException.ConflictException thereAlready) {
      // Routers have run before.
    } catch (PulsarAdminException e) {
      progress.accept(
          "Subscription %s: the routers create it when they start, because %s"
              .formatted(name, PulsarFailures.reason(e)));
    }
  }

  private TopicSetup topicSetup(PulsarAdmin admin) {
    return new TopicSetup(admin, tool, this::isThere, progress, POLICY_ATTEMPTS);
  }

  /** Whether a topic is there, as whoever may write to it or read it can find out. */
  private boolean isThere(String topic) {
    try (PulsarClient client = cluster.client()) {
      client.getPartitionsForTopic(topic, false).get();
      return true;
    } catch (PulsarClientException | ExecutionException absentOrRefused) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted.", e);
    }
  }

  private void createTables(PipelineConfig config) {
    StoredLayout stored = StoredLayout.of(config, cluster);
    stored.requireFile();
    try (CqlSession session = cluster.cassandra(config)) {
      if (!stored.isChanging()) {
        ShardSchema.of(session, config).requireNoOtherRows();
      }
      // Two while rows move from one to the other: either has to have every column and shard.
      for (PipelineConfig laidOut : stored.all()) {
        createTables(ShardSchema.of(session, laidOut), config);
      }
      if (!session.checkSchemaAgreement()) {
        throw new CommandException(
            "Cassandra's nodes do not agree on the schema yet; records could be refused by those"
                + " that lag.\n"
                + "Look at `nodetool describecluster`, bring the nodes that differ up again and"
                + " repeat the command.");
      }
    } catch (LayoutMismatchException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  private void createTables(ShardSchema schema, PipelineConfig config) {
    int shards = config.shards().targetShardCount();
    int tables = schema.tables().count(shards);
    progress.accept("Tables: %d in keyspace %s".formatted(tables, config.storage().keyspace()));
    if (tables > StorageConfig.MOST_TABLES) {
      progress.accept(
          "Cassandra suffers from hundreds of tables; a new pipeline's shards share %d unless storage.tables says otherwise"
              .formatted(StorageConfig.MOST_TABLES));
    }
    schema.createKeyspace(config.storage().replication());
    var made = new Progress("Made", "tables", tables, progress);
    schema.createTables(shards, () -> made.add(1));
  }

  /**
   * Checks that the tables that are there can take a pipeline's rows; changes nothing.
   *
   * @param config already {@linkplain Cluster#place placed} on the cluster
   */
  public static void checkTables(PipelineConfig config, Optional<CassandraCredentials> login) {
    try (CqlSession session = Cluster.cassandra(config, login)) {
      ShardSchema schema = ShardSchema.of(session, config);
      schema.requireFit();
      schema.requireNoOtherRows();
    } catch (LayoutMismatchException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  private void install(
      PulsarAdmin admin, SteerFunction function, PipelineConfig config, int parallelism) {
    Path file =
        new FunctionFiles(artifacts.templates())
            .render(function, config, parallelism, artifacts.rendered());
    boolean there = exists(admin, function, config);
    if (there && !inputs(admin, function, config).equals(FunctionFiles.inputs(file))) {
      // Versions differ in what a function reads, and Pulsar refuses to update that.
      progress.accept("Its inputs have changed, so that it is created anew; subscriptions stay");
      delete(function, config);
      there = false;
    }
    if (!there) {
      // Left by a deletion that did not get as far; the function would not be created over it.
      deletePackage(admin, function, config);
    }
    progress.accept(
        "Function %s: %s".formatted(function.name(config.pipeline()), there ? "update" : "create"));
    List<String> command = new ArrayList<>(List.of("functions", there ? "update" : "create"));
    command.addAll(List.of("--function-config-file", file.toString()));
    command.addAll(List.of("--jar", artifacts.functionJar().toString()));
    tool.run(command);
  }

  private static Set<String> inputs(
      PulsarAdmin admin, SteerFunction function, PipelineConfig config) {
    FunctionNamespace place = FunctionNamespace.of(config);
    String name = function.name(config.pipeline());
    try {
      return admin
          .functions()
          .getFunction(place.tenant(), place.namespace(), name)
          .getInputSpecs()
          .keySet();
    } catch (PulsarAdminException e) {
      throw new CommandException(
          "Function %s cannot be looked at: %s"
              .formatted(
                  name, PulsarFailures.told(e, "Run the command again once Pulsar is well.")),
          e);
    }
  }

  private static boolean exists(PulsarAdmin admin, SteerFunction function, PipelineConfig config) {
    FunctionNamespace place = FunctionNamespace.of(config);
    try {
      return admin
          .functions()
          .getFunctions(place.tenant(), place.namespace())
          .contains(function.name(config.pipeline()));
    } catch (PulsarAdminException e) {
      throw new CommandException(
          "The functions of %s/%s cannot be listed: %s"
              .formatted(
                  place.tenant(),
                  place.namespace(),
                  PulsarFailures.told(
                      e, "The cluster needs functions enabled (functionsWorkerEnabled=true).")),
          e);
    }
  }

  private void awaitRunning(PulsarAdmin admin, SteerFunction function, PipelineConfig config) {
    FunctionNamespace place = FunctionNamespace.of(config);
    String name = function.name(config.pipeline());
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    String last = "no status";
    while (System.nanoTime() < deadline) {
      try {
        var status = admin.functions().getFunctionStatus(place.tenant(), place.namespace(), name);
        if (status.getNumInstances() > 0 && status.getNumRunning() == status.getNumInstances()) {
          return;
        }
        last =
            status.instances.stream()
                .map(instance -> String.valueOf(instance.getStatus().getError()))
                .toList()
                .toString();
      } catch (PulsarAdminException notYet) {
        last = String.valueOf(notYet.getMessage());
      }
      Waiting.forMillis(300);
    }
    throw new CommandException(
        "Function %s does not run after %d s: %s\nLook at its log, and at pulsar-admin functions status --name %s."
            .formatted(name, START_LIMIT.toSeconds(), last, name));
  }

  /** Deletes the functions; topics and tables stay. */
  public void undeploy(PipelineConfig config) {
    try (PulsarAdmin admin = cluster.admin()) {
      // The router first: a router without a controller only keeps its last table, but why.
      for (SteerFunction function : List.of(SteerFunction.ROUTER, SteerFunction.METRICS)) {
        if (exists(admin, function, config)) {
          delete(function, config);
        }
        deletePackage(admin, function, config);
      }
    }
  }

  private void delete(SteerFunction function, PipelineConfig config) {
    FunctionNamespace place = FunctionNamespace.of(config);
    String name = function.name(config.pipeline());
    progress.accept("Function %s: delete".formatted(name));
    tool.run(
        List.of(
            "functions",
            "delete",
            "--tenant",
            place.tenant(),
            "--namespace",
            place.namespace(),
            "--name",
            name));
  }

  /** Deletes the jar that Pulsar keeps for a function and does not delete with it. */
  private void deletePackage(PulsarAdmin admin, SteerFunction function, PipelineConfig config) {
    FunctionNamespace place = FunctionNamespace.of(config);
    new FunctionPackage(admin, tool)
        .delete(place.tenant(), place.namespace(), function.name(config.pipeline()));
  }
}
