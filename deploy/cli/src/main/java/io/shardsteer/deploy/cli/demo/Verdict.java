package io.shardsteer.deploy.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Compares what was published with what the servers hold. */
final class Verdict {
  private static final int EXAMPLES = 3;

  private Verdict() {}

  /**
   * @param published record ids of the confirmed messages
   * @param messages confirmed messages
   * @param topics what the shard topics hold
   * @param tables what the tables hold
   * @param rejected what the dead letters hold
   * @return a line for each difference
   */
  static List<String> problems(
      Set<String> published, long messages, Census topics, Census tables, Census rejected) {
    List<String> problems = new ArrayList<>();
    compare("is in no shard topic", published, topics, rejected, problems);
    compare("is in no table", published, tables, rejected, problems);
    unknown("A shard topic", published, topics, problems);
    unknown("A table", published, tables, problems);
    if (tables.copies() > 0) {
      problems.add("%,d rows are copies of a record.".formatted(tables.copies()));
    }
    if (topics.strays() > 0) {
      problems.add("%,d messages are copies in another shard.".formatted(topics.strays()));
    }
    long misplaced =
        tables.shardOfRecord().entrySet().stream()
            .filter(
                entry ->
                    !entry
                        .getValue()
                        .equals(
                            topics.shardOfRecord().getOrDefault(entry.getKey(), entry.getValue())))
            .count();
    if (misplaced > 0) {
      problems.add(
          "%,d records are in one shard's topic and another's table.".formatted(misplaced));
    }
    long accountedFor = tables.records() + rejected.records() + rejected.copies();
    if (messages > accountedFor && messages == published.size()) {
      problems.add(
          "%,d messages were published, %,d are stored or rejected."
              .formatted(messages, accountedFor));
    }
    return problems;
  }

  private static void compare(
      String where, Set<String> published, Census found, Census rejected, List<String> problems) {
    List<String> missing =
        published.stream()
            .filter(id -> !found.shardOfRecord().containsKey(id))
            .filter(id -> !rejected.shardOfRecord().containsKey(id))
            .toList();
    if (!missing.isEmpty()) {
      problems.add(
          "Of the published records %,d %s, such as %s."
              .formatted(missing.size(), where, examples(missing)));
    }
  }

  private static void unknown(
      String where, Set<String> published, Census found, List<String> problems) {
    List<String> unknown =
        found.shardOfRecord().keySet().stream().filter(id -> !published.contains(id)).toList();
    if (!unknown.isEmpty()) {
      problems.add(
          "%s holds %,d records that were not published, such as %s."
              .formatted(where, unknown.size(), examples(unknown)));
    }
  }

  private static String examples(List<String> ids) {
    return String.join(", ", ids.subList(0, Math.min(EXAMPLES, ids.size())));
  }
}
