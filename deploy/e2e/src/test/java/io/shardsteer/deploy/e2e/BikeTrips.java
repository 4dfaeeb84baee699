package io.shardsteer.deploy.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shardsteer.common.locate.PlacementContext;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.reader.ShardReader;
import io.shardsteer.deploy.stack.Installation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;

/** Real bike trips, published in their order to a pipeline like that of the demo. */
final class BikeTrips {
  private static final int PER_SECOND = 1_500;

  /** While a model is waited for, trips go on to come: the controller counts them over time. */
  private static final int WAITING_PER_SECOND = 200;

  private static final int WHILE_WAITING = 30_000;

  private final List<String> records = new ArrayList<>();
  private int next;

  private BikeTrips() {}

  /** As many of the first trips of the recording as {@link #fill} may need for so many. */
  static BikeTrips first(int count) throws IOException {
    BikeTrips trips = new BikeTrips();
    Path file = Installation.find().shipped("data/bikes.csv.gz");
    try (var lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
      String[] names = lines.readLine().split(",", -1);
      while (trips.records.size() < count + WHILE_WAITING) {
        trips.records.add(json(names, lines.readLine().split(",", -1)));
      }
    }
    return trips;
  }

  private static String json(String[] names, String[] cells) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < names.length; i++) {
      boolean number = cells[i].matches("-?\\d+(\\.\\d+)?") && !cells[i].matches("0\\d.*");
      json.append(i == 0 ? "" : ",").append('"').append(names[i]).append("\":");
      json.append(number ? cells[i] : '"' + cells[i] + '"');
    }
    return json.append('}').toString();
  }

  /** The demo's pipeline file, for another pipeline and number of shards. */
  static PipelineFile pipeline(String name, int shards) throws IOException {
    Path file = Installation.find().shipped("pipelines/bikes.yaml");
    return new PipelineFile(Files.readString(file))
        .with("pipeline: bikes", "pipeline: " + name)
        .with("public/default/bikes", "public/default/" + name)
        .with("target_shard_count: 8", "target_shard_count: " + shards)
        .with("retraining_interval: 30 seconds", "retraining_interval: 1 hour")
        .with(
            "monitoring_metrics: [shard_imbalance, model_performance, query_latency]",
            """
            monitoring_metrics:
              - {metric: shard_imbalance, threshold: 10, consecutive: 1000}
              - {metric: query_latency, threshold: 1 hour}
              - {metric: query_fan_out, threshold: 1000}
            training: {min_samples: 1500}
            sampling: {per_second: 2000}
            storage: {keyspace: e2e}\
            """);
  }

  /** Publishes the next trips at a steady rate. */
  void publish(PulsarClient client, Pipeline pipeline, int count) throws Exception {
    publish(client, pipeline, count, PER_SECOND);
  }

  private void publish(PulsarClient client, Pipeline pipeline, int count, int perSecond)
      throws Exception {
    try (Producer<byte[]> producer =
        client
            .newProducer()
            .topic(pipeline.config().input().topic())
            .blockIfQueueFull(true)
            .batchingMaxPublishDelay(5, TimeUnit.MILLISECONDS)
            .create()) {
      long startNanos = System.nanoTime();
      for (int i = 0; i < count; i++) {
        var unused = producer.sendAsync(records.get(next++).getBytes(UTF_8));
        long due = startNanos + i * (1_000_000_000L / perSecond);
        if (due - System.nanoTime() > 1_000_000) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      producer.flush();
    }
  }

  /**
   * What a pipeline was filled with.
   *
   * @param beforeModel trips published before a model was in force
   * @param afterModel trips published then
   * @param fromMillis publish time from which on the model was in force, epoch milliseconds
   */
  record Filled(int beforeModel, int afterModel, long fromMillis) {
    int trips() {
      return beforeModel + afterModel;
    }
  }

  /**
   * Publishes the given number of trips, more slowly some more until a model has been adopted, then
   * the given number, and waits until all are stored.
   */
  Filled fill(PulsarClient client, Pipeline pipeline, int beforeModel, int afterModel)
      throws Exception {
    publish(client, pipeline, beforeModel);
    CompletableFuture<LoggedDecision> adopted =
        CompletableFuture.supplyAsync(() -> pipeline.decisionLog().await("adopted"));
    while (!adopted.isDone()) {
      publish(client, pipeline, WAITING_PER_SECOND, WAITING_PER_SECOND);
    }
    adopted.join();
    int before = next;
    long from = pipeline.past().modelledFromMillis();
    org.awaitility.Awaitility.await("the model to be in force")
        .atMost(java.time.Duration.ofMinutes(1))
        .until(() -> System.currentTimeMillis() > from);
    publish(client, pipeline, afterModel);
    pipeline.progress().awaitAllSoFar();
    return new Filled(before, afterModel, from);
  }

  /** A reader of a pipeline's rows with clients of its own, closed with it. */
  record Reading(
      PulsarClient client,
      org.apache.pulsar.client.admin.PulsarAdmin admin,
      com.datastax.oss.driver.api.core.CqlSession session,
      ShardReader reader)
      implements AutoCloseable {
    static Reading of(Servers servers, Pipeline pipeline) throws Exception {
      Cluster cluster = Cluster.of(servers.stack());
      var client = cluster.client();
      var admin = cluster.admin();
      var session = cluster.cassandra(pipeline.config());
      return new Reading(
          client, admin, session, ShardReader.open(pipeline.config(), client, admin, session));
    }

    /** Waits until every late use of a table is known for certain, as a reader takes it. */
    void awaitSettled() {
      org.awaitility.Awaitility.await("the tables to be settled")
          .atMost(java.time.Duration.ofMinutes(3))
          .until(
              () -> {
                PlacementContext now = reader.context();
                return now.settledUntilMillis() > now.history().latest().effectiveFromMillis();
              });
    }

    @Override
    public void close() throws org.apache.pulsar.client.api.PulsarClientException {
      reader.close();
      session.close();
      admin.close();
      client.close();
    }
  }
}
