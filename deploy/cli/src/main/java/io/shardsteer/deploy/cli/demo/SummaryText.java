package io.shardsteer.deploy.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The summary for a stranger. */
final class SummaryText {
  private SummaryText() {}

  static List<String> lines(Summary summary) {
    Summary.Counts counts = summary.counts();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Records, counted on the servers");
    lines.add("  published                 %,10d".formatted(counts.published()));
    lines.add(
        "  in shard topics           %,10d%s"
            .formatted(
                counts.inShardTopics(),
                counts.copiesInShardTopics() == 0
                    ? ""
                    : "   and %,d repeated after a restart"
                        .formatted(counts.copiesInShardTopics())));
    lines.add("  in shard tables           %,10d".formatted(counts.inTables()));
    lines.add(
        "  rejected (dead letters)   %,10d%s"
            .formatted(
                counts.rejected(),
                counts.rejectedByReason().isEmpty() ? "" : "   " + counts.rejectedByReason()));
    if (counts.badRows() > 0) {
      lines.add("  rows of the file left out %,10d".formatted(counts.badRows()));
    }
    lines.add("");
    lines.add("Size of each shard's table");
    lines.add("  " + sizes(summary.shardSizes()));
    lines.add("");
    lines.add("                                             steered    hashed");
    lines.add(
        "  largest shard / mean shard (1 is best)   %9.3f %9.3f"
            .formatted(summary.sizeImbalance(), summary.hashSizeImbalance()));
    Summary.FanOut fanOut = summary.fanOut();
    lines.add("  shards with a query's answers, mean of %,d".formatted(fanOut.boxQueries()));
    lines.add(
        "    over the last quarter of the stream    %9.2f %9.2f"
            .formatted(fanOut.lastQuarter(), fanOut.lastQuarterHashed()));
    if (!Double.isNaN(fanOut.lastQuarterRead())) {
      lines.add(
          "    and asked by a reader                  %9.2f %9.2f"
              .formatted(fanOut.lastQuarterRead(), (double) summary.shardSizes().size()));
    }
    lines.add(
        "    over all, the hashed beginning included%9.2f %9.2f"
            .formatted(fanOut.wholeStream(), fanOut.wholeStreamHashed()));
    Summary.Followed followed = summary.followed();
    if (followed != null) {
      lines.add(
          "    the same asked by a reader, before rows followed and %.0f s later: %.2f and %.2f"
              .formatted(
                  followed.seconds(), followed.wholeStreamRead(), followed.wholeStreamReadAfter()));
    }
    lines.add("");
    lines.add(
        "Models that routed: %s; %d routing tables, %d of them rebalances"
            .formatted(models(summary.modelVersions()), summary.revisions(), summary.rebalances()));
    summary
        .trainings()
        .forEach(
            training ->
                lines.add(
                    "  training (%s): %s%n    -> %s"
                        .formatted(training.trigger(), training.reason(), training.outcome())));
    lines.add(
        "Speed: %,.0f records/s for %.0f s; publish to stored %.0f ms (half), %.0f ms (99 %%), %.0f ms (99 %% of the last quarter)"
            .formatted(
                summary.recordsPerSecond(),
                summary.seconds(),
                summary.publishToStoredMillisP50(),
                summary.publishToStoredMillisP99(),
                summary.publishToStoredMillisP99LastQuarter()));
    lines.add("");
    if (summary.passed()) {
      lines.add(
          "PASSED: every record is in its shard's topic and table, none twice in a table; the last model routed %,d of %,d records."
              .formatted(summary.routedByLastModel(), counts.published()));
    } else {
      lines.add("FAILED:");
      summary.problems().forEach(problem -> lines.add("  " + problem));
    }
    return lines;
  }

  private static String sizes(List<Long> sizes) {
    return String.join(
        "  ", sizes.stream().map(size -> String.format(Locale.ROOT, "%,d", size)).toList());
  }

  private static String models(List<Integer> versions) {
    return String.join(
        ", ", versions.stream().map(version -> version == 0 ? "hash" : "v" + version).toList());
  }
}
