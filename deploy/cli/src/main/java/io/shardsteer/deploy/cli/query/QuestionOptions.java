package io.shardsteer.deploy.cli.query;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.feature.ComparedTime;
import io.shardsteer.common.locate.InvalidPredicateException;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.deploy.cli.options.MisuseException;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import io.shardsteer.deploy.reader.ShardReader;
import java.nio.file.Path;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is asked, of which pipeline. */
final class QuestionOptions {
  @Parameters(index = "0", paramLabel = "FILE", description = "Pipeline file.")
  Path file = Path.of("");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PREDICATE",
      defaultValue = "",
      description =
          "Which records: \"latitude in 37.7..37.8 and city = 'San Jose'\"; default: all.")
  String predicate = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "First publish time, e.g. 2026-06-01T08:00 (UTC unless it says otherwise).")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Last publish time.")
  @Nullable String to;

  Predicate parsedPredicate() {
    try {
      return Predicate.parse(predicate);
    } catch (InvalidPredicateException e) {
      throw new MisuseException(String.valueOf(e.getMessage()), e);
    }
  }

  TimeRange times() {
    return new TimeRange(
        from == null ? 0 : millis("--from", from),
        to == null ? Long.MAX_VALUE : millis("--to", to));
  }

  private static long millis(String option, String text) {
    double seconds = ComparedTime.seconds(text);
    if (Double.isNaN(seconds)) {
      throw new MisuseException(
          "%s '%s' is no time.\nWrite it like 2026-06-01 or 2026-06-01T08:00:00Z."
              .formatted(option, text));
    }
    return Math.round(seconds * 1e3);
  }

  PipelineConfig config(Cluster cluster) {
    return cluster.place(PipelineFile.read(file));
  }

  /** Does something with a reader of a pipeline. */
  interface Use {
    int with(ShardReader reader);
  }

  /** Opens a reader of rows for as long as it is used. */
  static int read(Cluster cluster, PipelineConfig config, Use use) {
    if (!config.storage().enabled()) {
      throw new CommandException(
          "Pipeline %s stores no rows (storage.enabled is false), so there are none to read."
              .formatted(config.pipeline()));
    }
    try (var client = cluster.client();
        var admin = cluster.admin();
        var session = cluster.cassandra(config);
        ShardReader reader = ShardReader.open(config, client, admin, session)) {
      return use.with(reader);
    } catch (PulsarClientException e) {
      throw unreadable(cluster, config, e);
    }
  }

  /** Opens a reader that needs no Cassandra, for as long as it is used. */
  static int locate(Cluster cluster, PipelineConfig config, Use use) {
    try (var client = cluster.client();
        var admin = cluster.admin();
        ShardReader reader = ShardReader.withoutRows(config, client, admin)) {
      return use.with(reader);
    } catch (PulsarClientException e) {
      throw unreadable(cluster, config, e);
    }
  }

  private static CommandException unreadable(
      Cluster cluster, PipelineConfig config, PulsarClientException why) {
    return new CommandException(
        "The steering of pipeline %s cannot be read at %s and %s: %s\n%s"
            .formatted(
                config.pipeline(),
                cluster.serviceUrl(),
                cluster.adminUrl(),
                PulsarFailures.reason(why),
                PulsarFailures.remedy(why, "Check --service-url and --admin-url.")),
        why);
  }
}
