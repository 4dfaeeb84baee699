package io.shardsteer.deploy.cli.query;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.locate.CandidateShards;
import io.shardsteer.common.locate.Location;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.deploy.reader.AnswerReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says in words which shards are asked and which are ruled out, and why. */
public final class LocationText {
  private static final int MOST_RANGES = 4;
  private static final int MOST_TABLES = 20;

  private LocationText() {}

  /** One line for each routing table that counts, neighbours with the same outcome together. */
  public static List<String> of(Location location) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d of the %d shards that hold rows of that time can hold matches: %s"
            .formatted(location.shards().size(), location.candidates().size(), location.shards()));
    List<List<CandidateShards>> groups = grouped(location.reaches());
    groups.stream()
        .skip(Math.max(0, groups.size() - MOST_TABLES))
        .forEach(group -> describe(group, lines));
    if (groups.size() > MOST_TABLES) {
      lines.add("  and %d older groups of tables".formatted(groups.size() - MOST_TABLES));
    }
    return lines;
  }

  private static List<List<CandidateShards>> grouped(List<CandidateShards> reaches) {
    List<List<CandidateShards>> groups = new ArrayList<>();
    for (CandidateShards reach : reaches) {
      List<CandidateShards> last = groups.isEmpty() ? List.of() : groups.get(groups.size() - 1);
      if (!last.isEmpty() && alike(last.get(0), reach)) {
        last.add(reach);
      } else {
        groups.add(new ArrayList<>(List.of(reach)));
      }
    }
    return groups;
  }

  private static boolean alike(CandidateShards one, CandidateShards other) {
    return one.why() == other.why()
        && one.table().model().equals(other.table().model())
        && one.table().shards().equals(other.table().shards())
        && one.shards().equals(other.shards());
  }

  private static void describe(List<CandidateShards> group, List<String> lines) {
    CandidateShards first = group.get(0);
    CandidateShards last = group.get(group.size() - 1);
    long from = first.fromRevision();
    long to = last.table().revision();
    lines.add(
        "  %s, %s, %s: shards %s"
            .formatted(
                from == to ? "revision " + from : "revisions %d to %d".formatted(from, to),
                why(first),
                span(first.times(), last.times()),
                first.shards()));
    lines.add("    " + positions(first));
    lines.add("    " + ruledOut(last));
  }

  private static String why(CandidateShards reach) {
    return switch (reach.why()) {
      case IN_FORCE -> "in force";
      case SUMMARISED -> "summarised, where each shard has all that it had at any time";
      case USED_LATE -> "used by an instance that a newer table reached late";
      case JUST_REPLACED -> "replaced so shortly before that an instance may have used it longer";
      case MOVED_TO -> "where rows are being moved to";
    };
  }

  private static String span(TimeRange first, TimeRange last) {
    String from =
        first.fromMillis() <= 0
            ? "the beginning"
            : Instant.ofEpochMilli(first.fromMillis()).toString();
    String to =
        last.toMillis() == Long.MAX_VALUE
            ? "now"
            : Instant.ofEpochMilli(last.toMillis()).toString();
    return "from %s to %s".formatted(from, to);
  }

  private static String positions(CandidateShards reach) {
    NumberSet positions = reach.positions();
    if (reach.table().model().isHash()) {
      return "no model: records lie where the hash of their key says";
    }
    String model = "model %d".formatted(reach.table().model().version());
    if (positions.equals(NumberSet.ALL)) {
      return model + ": nothing is known of the positions, matches can lie anywhere";
    }
    List<String> ranges = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST_RANGES, positions.intervals()); i++) {
      ranges.add(range(positions.low(i), positions.high(i)));
    }
    if (positions.intervals() > MOST_RANGES) {
      ranges.add(
          "and %d more up to %s"
              .formatted(positions.intervals() - MOST_RANGES, number(positions.max())));
    }
    return "%s: matches lie at positions %s".formatted(model, String.join(", ", ranges));
  }

  private static String ruledOut(CandidateShards reach) {
    if (reach.why() == CandidateShards.Why.SUMMARISED) {
      return "ruled out: the other %d shards"
          .formatted(reach.table().shards().size() - reach.shards().size());
    }
    RoutingTable table = reach.table();
    List<String> others = new ArrayList<>();
    for (int interval = 0; interval < table.splitPoints().count(); interval++) {
      int shard = table.shards().get(interval);
      if (!reach.shards().contains(shard)) {
        others.add(
            "%d holds %s"
                .formatted(
                    shard,
                    range(table.splitPoints().from(interval), table.splitPoints().to(interval))));
      }
    }
    return others.isEmpty()
        ? "no shard is ruled out"
        : "ruled out, as no match can lie there: "
            + others.stream().limit(64).collect(Collectors.joining("; "));
  }

  /** One line for each shard that was read. */
  public static List<String> of(AnswerReport report) {
    return report.shards().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .map(
            shard ->
                "  shard %d: %s, %,d rows read, %,d match, first page after %d ms, all pages %d ms%s"
                    .formatted(
                        shard.getKey(),
                        shard.getValue().partitions() == 0
                            ? "whole table or index"
                            : "%,d partitions".formatted(shard.getValue().partitions()),
                        shard.getValue().rowsRead(),
                        shard.getValue().rowsFound(),
                        shard.getValue().firstPage().toMillis(),
                        shard.getValue().reading().toMillis(),
                        shard.getValue().complete() ? "" : " (not read to the end)"))
        .toList();
  }

  static String range(double low, double high) {
    return low == high ? number(low) : number(low) + ".." + number(high);
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, "%.6f", number);
  }
}
