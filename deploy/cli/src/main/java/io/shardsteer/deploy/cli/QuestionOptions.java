package io.shardsteer.deploy.cli;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.feature.ComparedTime;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.deploy.cli.rollout.Cluster;
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
    return Predicate.parse(predicate);
  }

  TimeRange times() {
    return new TimeRange(
        from == null ? 0 : millis("--from", from),
        to == null ? Long.MAX_VALUE : millis("--to", to));
  }

  private static long millis(String option, String text) {
    double seconds = ComparedTime.seconds(text);
    if (Double.isNaN(seconds)) {
      throw new IllegalArgumentException(
          "%s '%s' is no time.\nWrite it like 2026-06-01 or 2026-06-01T08:00:00Z."
              .formatted(option, text));
    }
    return Math.round(seconds * 1e3);
  }

  PipelineConfig config(Cluster cluster) {
    return cluster.place(PipelineFile.read(file));
  }

  /** Does something with a reader of the pipeline's rows. */
  interface Use {
    int with(ShardReader reader, PipelineConfig config);
  }

  /** Opens a reader on a cluster for as long as it is used. */
  static int read(Cluster cluster, PipelineConfig config, Use use) throws PulsarClientException {
    try (var client = cluster.client();
        var admin = cluster.admin();
        var session = cluster.cassandra(config);
        ShardReader reader = ShardReader.open(config, client, admin, session)) {
      return use.with(reader, config);
    }
  }
}
