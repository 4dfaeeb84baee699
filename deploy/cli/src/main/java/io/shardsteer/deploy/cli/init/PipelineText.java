package io.shardsteer.deploy.cli.init;

import java.util.List;
import java.util.Optional;

/** A proposal as a commented pipeline file. */
final class PipelineText {
  private PipelineText() {}

  /**
   * @param pipeline the pipeline's name
   * @param topic its input topic
   */
  static String of(
      String pipeline, String topic, Profiles profiles, Roles roles, Proposal proposal) {
    var text = new StringBuilder();
    text.append(
        "# Guessed by `steer init` from %,d of %,d records of %s.%n"
            .formatted(
                profiles.records(), profiles.sample().read(), Yaml.comment(source(profiles))));
    text.append(
        """
        # A sample says neither what reads will ask for nor what a field means: go through each line, first through
        # "queries". pipelines/reference.yaml explains every key.
        """);
    if (!proposal.warnings().isEmpty()) {
      text.append("#\n# Look at these first:\n");
      proposal.warnings().forEach(warning -> text.append("# - ").append(warning).append('\n'));
    }
    text.append("pipeline: ").append(Yaml.scalar(pipeline)).append('\n');
    text.append("input_topic: ").append(Yaml.scalar(topic)).append('\n');
    role(text, "record_id_field", roles.id(), "each record has its own");
    role(
        text,
        "key_field",
        profiles.sample().keyed() > 0 ? Optional.empty() : roles.key(),
        roles.key().equals(roles.id()) ? "nothing better: the id" : "what records are of");
    role(text, "time_field", roles.time(), "when it happened, for replays");
    if (!proposal.textNumbers().isEmpty()) {
      text.append("text_numbers: ").append(Yaml.list(proposal.textNumbers())).append('\n');
    }
    text.append("\n# What relates records to each other.\nfeature_extraction_pipeline:\n");
    lines(text, "  ", proposal.features());
    proposal
        .leftOut()
        .forEach(
            line ->
                text.append(
                    "  # left out: %s %s%n".formatted(Yaml.comment(line.yaml()), line.reason())));
    text.append(
        """

        # What reads will ask for: the learned order keeps the answers together. Write your own here.
        """);
    if (proposal.queries().isEmpty()) {
      text.append("queries: []\n");
    } else {
      text.append("queries:\n");
      lines(text, "  ", proposal.queries());
    }
    text.append(
        """

        model_type: decision_tree
        retraining_interval: 1 hour
        target_shard_count: 8
        acceptable_shard_imbalance: 20%
        monitoring_metrics: [shard_imbalance, model_performance]

        # Each shard's table. What a column cannot hold is null there; the payload keeps it.
        storage:
          on_bad_field: "null"
        """);
    if (!proposal.columns().isEmpty()) {
      text.append("  columns:\n");
      lines(text, "    ", proposal.columns());
    }
    return text.toString();
  }

  private static String source(Profiles profiles) {
    return profiles.sample().source();
  }

  private static void role(
      StringBuilder text, String key, Optional<FieldProfile> field, String reason) {
    field.ifPresent(
        it -> text.append("%-60s # %s%n".formatted(key + ": " + Yaml.scalar(it.path()), reason)));
  }

  private static void lines(StringBuilder text, String indent, List<Proposal.Line> lines) {
    for (Proposal.Line line : lines) {
      String yaml = indent + "- " + line.yaml();
      text.append(
          line.reason().isEmpty() ? yaml + "\n" : "%-84s # %s%n".formatted(yaml, line.reason()));
    }
  }
}
