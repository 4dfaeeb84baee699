package io.shardsteer.deploy.cli.operate;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.ControllerStatus.WaitingCandidate;
import io.shardsteer.common.pulsar.ControllerClient;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.options.PipelineArgument;
import io.shardsteer.deploy.cli.output.Documents;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.Cluster;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the models that wait for approval, with their figures beside the present order's. */
@Command(
    name = "candidates",
    description =
        "Show the models that wait for approval, with their figures beside the present ones.")
public final class CandidatesCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin PipelineArgument pipeline = new PipelineArgument();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() throws PulsarClientException {
    Cluster cluster = options.cluster();
    PipelineConfig config = pipeline.on(cluster);
    try (PulsarClient client = cluster.client();
        ControllerClient controller = new ControllerClient(client, ControllerCall.topics(config))) {
      List<WaitingCandidate> waiting =
          controller.status().map(ControllerStatus::candidates).orElse(List.of());
      if (output.isJson()) {
        output.print(Documents.candidates(waiting));
      } else {
        print(waiting, System.out);
      }
    }
    return 0;
  }

  static void print(List<WaitingCandidate> waiting, PrintStream out) {
    if (waiting.isEmpty()) {
      out.println("No model waits for approval.");
      return;
    }
    for (WaitingCandidate candidate : waiting) {
      out.printf(
          "Model %d, candidate %s, waits since %s and expires at %s%n",
          candidate.modelVersion(),
          candidate.id(),
          Instant.ofEpochMilli(candidate.sinceMillis()),
          Instant.ofEpochMilli(candidate.expiresMillis()));
      out.printf("  %-28s %12s %12s%n", "figure", "present", "candidate");
      TreeSet<String> names = new TreeSet<>(candidate.present().keySet());
      names.addAll(candidate.expected().keySet());
      for (String name : names) {
        out.printf(
            "  %-28s %12s %12s%n",
            name, figure(candidate.present(), name), figure(candidate.expected(), name));
      }
    }
  }

  private static String figure(Map<String, Double> figures, String name) {
    Double value = figures.get(name);
    return value == null || !Double.isFinite(value)
        ? "unknown"
        : String.format(Locale.ROOT, "%,.3f", value);
  }
}
