package io.shardsteer.deploy.cli;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.locate.InvalidPredicateException;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.deploy.cli.query.FieldHints;
import io.shardsteer.deploy.cli.query.LocationText;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.console.Questions;
import java.util.ArrayList;
import java.util.List;

/** How the console answers questions: as {@code locate} and {@code query --explain} do. */
final class ConsoleQuestions implements Questions {
  private final Cluster cluster;

  ConsoleQuestions(Cluster cluster) {
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
    try {
      QuestionOptions.locate(
          cluster,
          config,
          reader -> {
            lines.addAll(
                LocationText.of(reader.locate(parsed, new TimeRange(0, Long.MAX_VALUE))));
            return Steer.OK;
          });
    } catch (CommandException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return lines;
  }
}
