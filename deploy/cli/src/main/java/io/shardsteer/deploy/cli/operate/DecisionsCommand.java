package io.shardsteer.deploy.cli.operate;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.pulsar.Waiting;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.options.MisuseException;
import io.shardsteer.deploy.cli.options.PipelineArgument;
import io.shardsteer.deploy.cli.output.Documents;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.watch.PipelineWatch;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the decision log: every decision with its numbers before, expected and after. */
@Command(
    name = "decisions",
    description =
        "Print the decision log: every decision with its numbers before, expected and after.")
public final class DecisionsCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 500;

  @Mixin HelpOption help = new HelpOption();

  @Mixin PipelineArgument pipeline = new PipelineArgument();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      defaultValue = "",
      description = "From this instant on, such as 2026-11-30T08:00:00Z.")
  String since = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      split = ",",
      description = "Only these kinds, such as adopted,reverted.")
  List<String> kinds = List.of();

  @Option(names = "--follow", description = "Go on with decisions as they are taken, until Ctrl-C.")
  boolean follow;

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() throws PulsarClientException {
    long from = instant();
    Cluster cluster = options.cluster();
    PipelineConfig config = pipeline.on(cluster);
    try (PulsarClient client = cluster.client();
        PipelineWatch watch = PipelineWatch.follow(client, config)) {
      int printed = 0;
      do {
        List<LoggedDecision> decisions = watch.state().decisionLog();
        for (LoggedDecision decision : decisions.subList(printed, decisions.size())) {
          if (decision.atMillis() >= from && (kinds.isEmpty() || kinds.contains(decision.kind()))) {
            if (output.isJson()) {
              output.print(Documents.decision(decision));
            } else {
              System.out.print(text(decision));
            }
          }
        }
        printed = decisions.size();
        if (follow) {
          Waiting.forMillis(LOOK_MILLIS);
        }
      } while (follow);
    }
    return 0;
  }

  private long instant() {
    try {
      return since.isEmpty() ? Long.MIN_VALUE : Instant.parse(since).toEpochMilli();
    } catch (DateTimeException e) {
      throw new MisuseException(
          "--since '%s' is no instant.%nWrite it like 2026-11-30T08:00:00Z.".formatted(since));
    }
  }

  static String text(LoggedDecision decision) {
    StringBuilder text =
        new StringBuilder(
            "%s  revision %d, model %d  %s (%s)%n    %s%n"
                .formatted(
                    Instant.ofEpochMilli(decision.atMillis()),
                    decision.revision(),
                    decision.modelVersion(),
                    decision.kind(),
                    decision.trigger(),
                    decision.message()));
    figures("before", decision.before(), text);
    figures("expected", decision.expected(), text);
    figures("after", decision.after(), text);
    return text.toString();
  }

  /** Figures that could not be measured are left out. */
  private static void figures(String when, Map<String, Double> figures, StringBuilder text) {
    String known =
        new TreeMap<>(figures)
            .entrySet().stream()
                .filter(figure -> Double.isFinite(figure.getValue()))
                .map(
                    figure ->
                        String.format(Locale.ROOT, "%s %.4g", figure.getKey(), figure.getValue()))
                .collect(Collectors.joining(", "));
    if (!known.isEmpty()) {
      text.append("    %-9s %s%n".formatted(when, known));
    }
  }
}
