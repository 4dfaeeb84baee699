package io.shardsteer.deploy.cli.rejects;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.options.PipelineArgument;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.Cluster;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a pipeline rejected, and sends mended records to it again. */
@Command(
    name = "rejects",
    description = {
      "List why records were rejected, with counts and samples; or send them again.",
      "A record is mended when the pipeline file as it is now can read it, for example after a limit was raised."
    })
public final class RejectsCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin PipelineArgument pipeline = new PipelineArgument();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--samples",
      paramLabel = "COUNT",
      defaultValue = "3",
      description = "How many records of each reason are shown; default: ${DEFAULT-VALUE}.")
  int samples = 3;

  @Option(
      names = "--replay",
      description = "Send mended records to the input topic again, each once in all calls.")
  boolean replay;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Only records with this reason, such as MISSING_KEY; default: any.")
  @Nullable String reason;

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      description = "Most records that are sent; default: all.")
  long limit = Long.MAX_VALUE;

  @Option(
      names = "--unmended",
      description = "Send records too that the pipeline would reject again.")
  boolean unmended;

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() throws PulsarClientException {
    Cluster cluster = options.cluster();
    PipelineConfig config = pipeline.on(cluster);
    try (PulsarClient client = cluster.client();
        PulsarAdmin admin = cluster.admin()) {
      DeadLetterTopic letters = new DeadLetterTopic(client, config);
      if (replay) {
        var selection =
            new DeadLetterReplay.Selection(Optional.ofNullable(reason), limit, unmended);
        tell(new DeadLetterReplay(client, admin, config).send(selection), config);
      } else if (output.isJson()) {
        RejectCounts counts = letters.count(samples);
        output.print(RejectsDocument.of(counts, letters.topic(), this::isWanted));
      } else {
        list(letters.count(samples), letters.topic());
      }
    }
    return ExitCodes.OK;
  }

  private void list(RejectCounts counts, String topic) {
    PrintStream out = System.out;
    out.printf("%,d dead letters in %s%n", counts.total(), topic);
    counts
        .groups()
        .forEach(
            (name, group) -> {
              if (isWanted(name)) {
                out.printf("%n%s: %,d%s%n", name, group.count(), newest(group));
                group.samples().forEach(sample -> show(sample, out));
              }
            });
    if (counts.total() > 0) {
      out.printf("%nSend what is mended by now again: steer rejects --replay%n");
    }
  }

  private boolean isWanted(String name) {
    return reason == null || reason.equalsIgnoreCase(name);
  }

  private static String newest(RejectCounts.Group group) {
    return group.samples().isEmpty() ? "" : ", the newest:";
  }

  private static void show(DeadLetter letter, PrintStream out) {
    out.printf("  %s%n", letter.why());
    out.printf(
        "    message %s of %s, published %s%s%n",
        letter.sourceMessageId(),
        letter.sourceTopic(),
        Instant.ofEpochMilli(letter.publishMillis()),
        letter.message().hasKey() ? ", key " + letter.message().getKey() : "");
    out.printf("    %,d bytes: %s%n", letter.bytes(), letter.shownPayload());
  }

  private void tell(DeadLetterReplay.Outcome outcome, PipelineConfig config) {
    if (output.isJson()) {
      output.print(RejectsDocument.of(outcome));
      return;
    }
    System.out.printf("Sent %,d records to %s again.%n", outcome.sent(), config.input().topic());
    outcome.leftOut().forEach((why, count) -> System.out.printf("Left %,d: %s%n", count, why));
    if (!outcome.leftOut().isEmpty()) {
      System.out.println(
          "What is left would be rejected again. Mend the pipeline file and deploy it, or give --unmended.");
    }
  }
}
