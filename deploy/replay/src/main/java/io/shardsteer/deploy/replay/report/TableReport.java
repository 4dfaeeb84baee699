package io.shardsteer.deploy.replay.report;

import io.shardsteer.deploy.replay.measure.FanOut;
import io.shardsteer.deploy.replay.measure.Measured;
import io.shardsteer.trainer.evaluation.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The findings of a replay as tables for the terminal, one for each number of shards. */
public final class TableReport {
  private TableReport() {}

  /** The text, lines ending in line feeds. */
  public static String of(Findings findings) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s, %s: %,d records%n"
            .formatted(findings.pipeline(), findings.data(), findings.records()));
    text.append(timing(findings)).append('\n');
    if (findings.badRows() > 0) {
      text.append("%,d bad rows left out:%n".formatted(findings.badRows()));
      findings.firstBadRows().forEach(row -> text.append("  ").append(row).append('\n'));
    }
    findings.results().stream()
        .map(Measured::shards)
        .distinct()
        .forEach(
            shards ->
                text.append('\n')
                    .append(
                        table(
                            shards,
                            findings.results().stream()
                                .filter(result -> result.shards() == shards)
                                .toList())));
    findings
        .results()
        .forEach(
            result -> text.append(templates(result.method(), result.shards(), result.figures())));
    text.append(
        """

        size: largest shard / fair share (1 = even), at the end, 95 % of the time, at worst; rate: the same in windows of 1 %.
        range: (largest - smallest shard) / fair share at the end, which acceptable_shard_imbalance bounds.
        read: mean shards that a reader has to ask for a query's answers over the last 25 % of the stream (and the last 5 %).
        held: mean shards that hold an answer; what is read beyond them is asked in vain.
        moved: mean share of probes re-routed by a rebalance / by a new model.
        """);
    return text.toString();
  }

  /** What one order for several templates costs each of them; empty where there is one. */
  static String templates(String method, int shards, Map<String, Double> figures) {
    String costs =
        figures.keySet().stream()
            .filter(name -> name.startsWith(Figure.LEAST_FAN_OUT_OF))
            .sorted()
            .map(name -> name.substring(Figure.LEAST_FAN_OUT_OF.length()))
            .map(template -> cost(template, figures))
            .collect(Collectors.joining(", "));
    return costs.isEmpty()
        ? ""
        : "%n%s, %d shards, by the newest samples under the newest model (in brackets: if no other template were asked): %s%n"
            .formatted(method, shards, costs);
  }

  private static String cost(String template, Map<String, Double> figures) {
    double read = figures.getOrDefault(Figure.FAN_OUT_OF + template, Double.NaN);
    double least = figures.getOrDefault(Figure.LEAST_FAN_OUT_OF + template, Double.NaN);
    return "%s %s (%s)".formatted(template, number("%.2f", read), number("%.2f", least));
  }

  /** In whose time the stream was replayed: it decides how fast everything changes. */
  private static String timing(Findings findings) {
    String took = length(findings.streamSeconds());
    return findings.rate() > 0
        ? "at %,.0f records/s: %s of stream time; the records' own times are not looked at (--real-time does)"
            .formatted(findings.rate(), took)
        : "at the records' own times: %s of stream time".formatted(took);
  }

  private static String length(double seconds) {
    double days = seconds / 86_400;
    return days >= 730
        ? number("%.1f years", days / 365.25)
        : days >= 2
            ? number("%.1f days", days)
            : seconds >= 7_200
                ? number("%.1f hours", seconds / 3_600)
                : seconds >= 120
                    ? number("%.1f minutes", seconds / 60)
                    : number("%.1f seconds", seconds);
  }

  /** What the methods decided and why, line by line. */
  public static String journal(Findings findings) {
    StringBuilder text = new StringBuilder();
    for (Measured result : findings.results()) {
      if (!result.journal().isEmpty()) {
        text.append("\n%s, %d shards:%n".formatted(result.method(), result.shards()));
        result.journal().forEach(line -> text.append(line).append('\n'));
      }
    }
    return text.toString();
  }

  private static String table(int shards, List<Measured> results) {
    List<String> templates =
        results.stream()
            .flatMap(result -> result.fanOuts().stream())
            .map(FanOut::template)
            .distinct()
            .toList();
    List<String> head =
        new ArrayList<>(List.of(shards + " shards", "size", "range", "p95", "worst", "rate p95"));
    for (String template : templates) {
      head.add("read " + template);
      head.add("held " + template);
    }
    head.addAll(List.of("moved", "rebalances", "models", "train s", "ns/record", "records/s"));
    List<List<String>> rows = new ArrayList<>();
    rows.add(head);
    results.forEach(result -> rows.add(row(result, templates)));
    return aligned(rows);
  }

  private static List<String> row(Measured result, List<String> templates) {
    List<String> row =
        new ArrayList<>(
            List.of(
                result.method(),
                number("%.3f", result.sizeImbalanceFinal()),
                number("%.3f", result.shardImbalanceFinal()),
                number("%.3f", result.sizeImbalanceP95()),
                number("%.3f", result.sizeImbalanceWorst()),
                number("%.2f", result.rateImbalanceP95())));
    for (String template : templates) {
      row.add(shards(result, template, FanOut::read));
      row.add(shards(result, template, FanOut::held));
    }
    row.add(
        "%s / %s"
            .formatted(
                percent(result.rebalances().changes(), result.rebalances().mean()),
                percent(result.retrains().changes(), result.retrains().mean())));
    row.add(Integer.toString(result.rebalances().changes()));
    row.add(Integer.toString(result.retrains().changes()));
    row.add(number("%.1f", result.trainingSeconds()));
    row.add(number("%.0f", result.nanosPerDecision()));
    row.add(number("%,.0f", result.recordsPerSecond()));
    return row;
  }

  private static String shards(Measured result, String template, ToDoubleFunction<FanOut> figure) {
    return result.fanOuts().stream()
        .filter(fanOut -> fanOut.template().equals(template))
        .sorted((a, b) -> Double.compare(b.window(), a.window()))
        .map(fanOut -> number("%.2f", figure.applyAsDouble(fanOut)))
        .collect(Collectors.joining(" ("))
        .concat(")");
  }

  private static String percent(int changes, double share) {
    return changes == 0 ? "-" : number("%.1f %%", 100 * share);
  }

  private static String number(String format, double value) {
    return Double.isFinite(value) ? format.formatted(value).toLowerCase(Locale.ROOT) : "-";
  }

  private static String aligned(List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, rows.get(0).size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        String format = column == 0 ? "%-" + widths[0] + "s" : "  %" + widths[column] + "s";
        text.append(format.formatted(row.get(column)));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
