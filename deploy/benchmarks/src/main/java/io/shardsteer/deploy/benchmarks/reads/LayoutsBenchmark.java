package io.shardsteer.deploy.benchmarks.reads;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.deploy.benchmarks.KeptTopics;
import io.shardsteer.deploy.benchmarks.reads.StreamRecords.Asked;
import io.shardsteer.deploy.reader.Answer;
import io.shardsteer.deploy.reader.Query;
import io.shardsteer.deploy.reader.ShardReader;
import io.shardsteer.deploy.reader.ShardReading;
import io.shardsteer.deploy.stack.LocalStack;
import io.shardsteer.trainer.training.H2oTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the declared questions of a pipeline read of its recorded stream in both layouts of rows,
 * with its queries declared and without them. Every answer is counted by a look at all records.
 */
@Command(
    name = "layouts",
    mixinStandardHelpOptions = true,
    description = "Measure both layouts of rows on a recorded stream and its pipeline.")
public final class LayoutsBenchmark implements Callable<Integer> {
  @Option(
      names = "--pipeline",
      defaultValue = "deploy/pipelines/bikes.yaml",
      description = "Pipeline file with queries; default: ${DEFAULT-VALUE}.")
  Path pipeline = Path.of("deploy", "pipelines", "bikes.yaml");

  @Option(
      names = "--data",
      defaultValue = "deploy/data/bikes.csv.gz",
      description = "Its stream; default: ${DEFAULT-VALUE}.")
  Path data = Path.of("deploy", "data", "bikes.csv.gz");

  @Option(
      names = "--records",
      defaultValue = "200000",
      description = "Records at most; default: ${DEFAULT-VALUE}.")
  long most = 200_000;

  public static void main(String[] args) {
    System.exit(new CommandLine(new LayoutsBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PipelineConfig file = PipelineConfigs.fromYaml(Files.readString(pipeline), pipeline.toString());
    if (file.queries().isEmpty()) {
      throw new IllegalArgumentException(
          "%s declares no queries, so there is nothing to ask.".formatted(pipeline));
    }
    // A table is in force from its publication on, so records are published after that.
    long fromMillis = System.currentTimeMillis() + Duration.ofMinutes(10).toMillis();
    StreamRecords records = StreamRecords.read(data, file, most, fromMillis);
    List<Asked> questions = records.questions(file.queries());
    Path folder = Files.createTempDirectory("shardsteer-layouts");
    try (LocalStack stack =
            LocalStack.start(LocalStack.Options.owned(folder).telling(LayoutsBenchmark::tell));
        PulsarAdmin admin =
            PulsarAdmin.builder().serviceHttpUrl(stack.pulsar().adminUrl()).build();
        PulsarClient client =
            PulsarClient.builder().serviceUrl(stack.pulsar().serviceUrl()).build()) {
      KeptTopics.keep(admin);
      var contact = stack.cassandra().contactPoint();
      String contactPoint = contact.getHostString() + ":" + contact.getPort();
      H2oTrainer trainer = H2oTrainer.start(Duration.ofMinutes(5));
      System.out.printf(Locale.ROOT, "%,d records of %s%n", records.size(), data.getFileName());
      System.out.println(
          "| queries | layout | question | shards | rows returned | rows read | p50 ms | rows/s written |");
      System.out.println("|---|---|---|---:|---:|---:|---:|---:|");
      for (boolean declares : List.of(true, false)) {
        for (String rowOrder : List.of("position", "key")) {
          String name = "%s_%s".formatted(rowOrder, declares ? "declared" : "unknown");
          one(
              StreamPipeline.of(file, name, rowOrder, declares, contactPoint),
              records,
              questions,
              trainer,
              client,
              admin);
        }
      }
    }
    return 0;
  }

  private static void tell(String line) {
    System.err.println(line);
  }

  private static void one(
      StreamPipeline pipeline,
      StreamRecords records,
      List<Asked> questions,
      H2oTrainer trainer,
      PulsarClient client,
      PulsarAdmin admin)
      throws IOException, InterruptedException {
    PipelineConfig config = pipeline.config();
    RoutingSnapshot snapshot =
        LearnedOrder.of(
                records.samples(Math.min(config.training().maxSamples(), records.size())),
                records.publishMillis(0),
                StreamRecords.PER_SECOND,
                config,
                trainer)
            .publish(config, client, admin);
    try (CqlSession session = CassandraSessions.open(config.storage(), Optional.empty())) {
      pipeline.create(session);
      long startNanos = System.nanoTime();
      pipeline.write(records, snapshot);
      double written = records.size() / ((System.nanoTime() - startNanos) / 1e9);
      try (ShardReader reader = ShardReader.open(config, client, admin, session)) {
        Map<String, Cost> costs = new LinkedHashMap<>();
        for (Asked question : questions) {
          costs.computeIfAbsent(question.template(), unknown -> new Cost()).add(reader, question);
        }
        costs.forEach((template, cost) -> cost.print(config, template, written));
      }
    }
  }

  /** What the questions of one template took. */
  private static final class Cost {
    private final List<Double> millis = new ArrayList<>();
    private long shards;
    private long returned;
    private long read;

    void add(ShardReader reader, Asked question) {
      long startNanos = System.nanoTime();
      long[] found = {0};
      try (Answer answer = reader.find(Query.where(question.predicate()))) {
        answer.forEach(row -> found[0]++);
        shards += answer.report().shards().size();
        read += answer.report().shards().values().stream().mapToLong(ShardReading::rowsRead).sum();
      }
      millis.add((System.nanoTime() - startNanos) / 1e6);
      returned += found[0];
      if (found[0] != question.answers()) {
        throw new IllegalStateException(
            "'%s' has %d answers, but %d were returned."
                .formatted(question.predicate(), question.answers(), found[0]));
      }
    }

    void print(PipelineConfig config, String template, double written) {
      millis.sort(null);
      double count = millis.size();
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %.2f | %,.0f | %,.0f | %.0f | %,.0f |%n",
          config.queries().isEmpty() ? "none" : "declared",
          config.storage().layout().isByPosition() ? "position" : "key",
          template,
          shards / count,
          returned / count,
          read / count,
          millis.get(millis.size() / 2),
          written);
    }
  }
}
