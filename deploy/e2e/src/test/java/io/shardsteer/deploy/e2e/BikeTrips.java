package io.shardsteer.deploy.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shardsteer.common.message.LedgerEntry;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.reader.ShardReader;
import io.shardsteer.deploy.stack.Checkout;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;

/** Real bike trips, published in their order to a pipeline like that of the demo. */
final class BikeTrips {
  private static final int PER_SECOND = 1_500;

  private final List<String> records = new ArrayList<>();
  private int next;

  private BikeTrips() {}

  /** The first trips of the recording. */
  static BikeTrips first(int count) throws IOException {
    BikeTrips trips = new BikeTrips();
    Path file = Checkout.find().root().resolve("deploy/data/bikes.csv.gz");
    try (var lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
      String[] names = lines.readLine().split(",", -1);
      while (trips.records.size() < count) {
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
    Path file = Checkout.find().root().resolve("deploy/pipelines/bikes.yaml");
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
            storage: {keyspace: e2e}""");
  }

  /** Publishes the next trips at a steady rate. */
  void publish(PulsarClient client, Pipeline pipeline, int count) throws Exception {
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
        long due = startNanos + i * (1_000_000_000L / PER_SECOND);
        if (due - System.nanoTime() > 1_000_000) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      producer.flush();
    }
  }

  /**
   * Publishes trips until a model has been adopted, then the given number, and waits until all are
   * stored.
   *
   * @return publish time from which on the model was in force, epoch milliseconds
   */
  long fill(PulsarClient client, Pipeline pipeline, int beforeModel, int afterModel)
      throws Exception {
    publish(client, pipeline, beforeModel);
    LedgerEntry adopted = pipeline.ledger().await("adopted");
    long from = adopted.atMillis() + pipeline.config().control().tableLead().toMillis() + 1_000;
    org.awaitility.Awaitility.await("the model to be in force")
        .atMost(java.time.Duration.ofMinutes(1))
        .until(() -> System.currentTimeMillis() > from);
    publish(client, pipeline, afterModel);
    pipeline.progress().awaitAllSoFar();
    return from;
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

    @Override
    public void close() throws org.apache.pulsar.client.api.PulsarClientException {
      reader.close();
      session.close();
      admin.close();
      client.close();
    }
  }
}
