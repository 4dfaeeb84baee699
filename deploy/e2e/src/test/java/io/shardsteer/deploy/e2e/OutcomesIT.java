package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.deploy.stack.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pulsar.client.api.PulsarClientException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The shipped pipeline for outcomes: orders are steered by a risk that comes half a minute after
 * them on a topic of its own, with outcomes that are late, doubled, missing, malformed and
 * contradictory.
 */
@OnServers
final class OutcomesIT {
  private static final Path SHIPPED = Installation.find().shipped("pipelines/outcomes.yaml");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHARDS = 16;
  private static final int PER_SECOND = 400;

  /** Queries ask for 1 % of the orders that were published meanwhile. */
  private static final int QUERIES = 100;

  private static final int BY_THE_MODEL = 10_000;

  @AutoClose private Pipeline pipeline;
  @AutoClose private Orders orders;

  /** An order with the shard that holds it and the risk that it turned out to have. */
  private record Placed(int shard, double risk) {}

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    pipeline =
        Pipeline.deploy(
            servers,
            new PipelineFile(Files.readString(SHIPPED))
                .with(
                    "monitoring_metrics: [shard_imbalance, model_performance]",
                    """
                    monitoring_metrics: [shard_imbalance, model_performance]
                    sampling: {per_second: 1000}
                    training: {min_samples: 4000}
                    control: {report_interval: 1 second, table_lead: 2 seconds, probation: 5 seconds}
                    """),
            1);
    assertThat(pipeline.config().shards().targetShardCount()).isEqualTo(SHARDS);
    pipeline.startTrainer("trainer");
    orders =
        new Orders(
            servers.client(),
            pipeline.config().input().topic(),
            pipeline.config().outcomes().topic(),
            Duration.ofSeconds(30),
            PER_SECOND,
            Pipeline.SEED);
  }

  @Test
  void keepsOrdersTogetherByARiskThatComesLater(Servers servers) throws Exception {
    LoggedDecision adopted = pipeline.decisionLog().await("adopted");
    assertThat(adopted.modelVersion()).isPositive();
    orders.awaitMore(BY_THE_MODEL);
    orders.close();
    pipeline.progress().awaitAllSoFar();

    List<Placed> hashed = new ArrayList<>();
    List<Placed> modelled = new ArrayList<>();
    sort(servers, hashed, modelled);
    assertThat(modelled).hasSizeGreaterThan(BY_THE_MODEL / 2);
    double byHash = shardsHolding(hashed);
    double byModel = shardsHolding(modelled);
    System.out.printf(
        "Shards of %d that hold the answers to a 1 %% range of risk: %.2f by the model (%,d orders), %.2f by hash (%,d)%n",
        SHARDS, byModel, modelled.size(), byHash, hashed.size());
    assertThat(byModel).isLessThanOrEqualTo(SHARDS / 2.0);
    assertThat(byHash).isGreaterThan(SHARDS * 0.9);
  }

  /** Every order once, with those that a model routed apart from those that were hashed. */
  private void sort(Servers servers, List<Placed> hashed, List<Placed> modelled)
      throws IOException, PulsarClientException {
    List<Double> risks = orders.risks();
    Set<Integer> seen = new HashSet<>();
    PastRouting past = pipeline.past();
    for (Delivery delivery : Held.deliveries(servers, pipeline.config(), past.shards())) {
      int number = JSON.readTree(delivery.message().getData()).path("number").asInt();
      assertThat(seen.add(number)).as("order %d is delivered once", number).isTrue();
      Placed placed = new Placed(delivery.shard(), risks.get(number));
      boolean hash = past.revision(delivery.revision()).model().isHash();
      (hash ? hashed : modelled).add(placed);
    }
    assertThat(seen).hasSameSizeAs(risks);
  }

  /** Mean number of shards that hold the orders of a range of risk that has 1 % of them. */
  private static double shardsHolding(List<Placed> placed) {
    List<Placed> ordered =
        placed.stream().sorted(Comparator.comparingDouble(Placed::risk)).toList();
    long shards = 0;
    for (int query = 0; query < QUERIES; query++) {
      shards +=
          ordered
              .subList(ordered.size() * query / QUERIES, ordered.size() * (query + 1) / QUERIES)
              .stream()
              .map(Placed::shard)
              .distinct()
              .count();
    }
    return (double) shards / QUERIES;
  }
}
