package io.shardsteer.deploy.cli.query;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.locate.InvalidPredicateException;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.console.Questions;
import io.shardsteer.deploy.reader.ShardReader;
import java.util.ArrayList;
import java.util.List;
import org.apache.pulsar.client.api.PulsarClientException;

/** Answers the console's questions as {@code query --explain} does, without reading rows. */
public final class ExplainedLocations implements Questions {
  private final Cluster cluster;

  public ExplainedLocations(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public List<String> explain(PipelineConfig config, String predicate) {
    Predicate parsed;
    try {
      parsed = Predicate.parse(predicate);
    } catch (InvalidPredicateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    List<String> lines = new ArrayList<>(FieldHints.ofUnknown(parsed, config));
    try (var client = cluster.client();
        var admin = cluster.admin();
        ShardReader reader = ShardReader.withoutRows(config, client, admin)) {
      lines.addAll(LocationText.of(reader.locate(parsed, new TimeRange(0, Long.MAX_VALUE))));
    } catch (CommandException | PulsarClientException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return lines;
  }
}
