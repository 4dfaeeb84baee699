package io.shardsteer.deploy.cli.queries;

import io.shardsteer.common.asked.LearnedQueries;
import io.shardsteer.common.message.AskedShape;
import io.shardsteer.trainer.QueryOutlook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was asked, what it cost, and what a better order would save.
 *
 * @param window how far back was looked, for people
 * @param asked by shape
 * @param outlook of the shapes that an order can serve; empty where there are too few samples
 * @param shards how many there are
 */
public record AskedReport(
    String window, List<AskedShape> asked, Optional<QueryOutlook> outlook, int shards) {
  public AskedReport {
    asked = List.copyOf(asked);
  }

  /**
   * Questions of one kind, whatever their widths.
   *
   * @param share of all questions
   * @param shards mean shards read
   * @param rowsRead mean rows read
   * @param answers mean rows returned
   */
  public record Line(String name, double share, double shards, double rowsRead, double answers) {}

  /** One line for each kind, those that are asked most first. */
  public List<Line> lines() {
    long all = asked.stream().mapToLong(AskedShape::questions).sum();
    Map<String, AskedShape> kinds = new LinkedHashMap<>();
    for (AskedShape shape : asked) {
      kinds.merge(LearnedQueries.name(shape.parts()), shape, AskedShape::plus);
    }
    return kinds.entrySet().stream()
        .sorted((a, b) -> Long.compare(b.getValue().questions(), a.getValue().questions()))
        .map(kind -> line(kind.getKey(), kind.getValue(), all))
        .toList();
  }

  private static Line line(String name, AskedShape of, long all) {
    double questions = of.questions();
    return new Line(
        name,
        questions / all,
        of.shards() / questions,
        of.rowsRead() / questions,
        of.answers() / questions);
  }

  /** Mean shards that a kind would read of an order made for all kinds; NaN where unknown. */
  public double together(String name) {
    return expected(name, QueryOutlook.Kind::together);
  }

  /** Mean shards that a kind would read of an order made for it alone; NaN where unknown. */
  public double alone(String name) {
    return expected(name, QueryOutlook.Kind::alone);
  }

  /** A kind's name is that of its template, behind which a number tells widths apart. */
  private double expected(
      String name, java.util.function.ToDoubleFunction<QueryOutlook.Kind> figure) {
    Map<Boolean, Double> sums = new HashMap<>();
    for (QueryOutlook.Kind kind : outlook.map(QueryOutlook::kinds).orElse(List.of())) {
      if (fields(kind).equals(name)) {
        sums.merge(true, kind.share() * figure.applyAsDouble(kind), Double::sum);
        sums.merge(false, kind.share(), Double::sum);
      }
    }
    return sums.isEmpty()
        ? Double.NaN
        : sums.getOrDefault(true, 0.0) / sums.getOrDefault(false, 1.0);
  }

  static String fields(QueryOutlook.Kind kind) {
    return kind.template().conditions().stream()
        .map(
            condition ->
                condition instanceof io.shardsteer.common.config.QueryTemplate.Equal
                    ? condition.field()
                    : condition.field() + " range")
        .collect(Collectors.joining(", "));
  }

  /** The share of shard reads that an order for what is asked would save; NaN where unknown. */
  public double saving() {
    double now = 0;
    double then = 0;
    for (Line line : lines()) {
      double together = together(line.name());
      now += line.share() * line.shards();
      then += line.share() * (Double.isNaN(together) ? line.shards() : together);
    }
    return outlook.isEmpty() || now == 0 ? Double.NaN : Math.max(0, 1 - then / now);
  }

  /** The report for people. */
  public List<String> text() {
    List<String> text = new ArrayList<>();
    long all = asked.stream().mapToLong(AskedShape::questions).sum();
    if (all == 0) {
      return List.of("No reader has asked anything within " + window + ".");
    }
    text.add(String.format(Locale.ROOT, "%,d questions within %s", all, window));
    text.add("  asked   shards read  expected  alone   rows read   returned  what is asked for");
    for (Line line : lines()) {
      text.add(
          String.format(
              Locale.ROOT,
              "  %5.1f %%  %11.2f  %8s  %5s  %,10.0f  %,9.0f  %s",
              line.share() * 100,
              line.shards(),
              shown(together(line.name())),
              shown(alone(line.name())),
              line.rowsRead(),
              line.answers(),
              line.name()));
    }
    if (outlook.isEmpty()) {
      text.add("What a better order would save is not known: there are too few samples.");
    } else {
      text.add(
          String.format(
              Locale.ROOT,
              "An order made for these questions would read %.0f %% fewer shards once old rows have"
                  + " followed it.",
              saving() * 100));
    }
    conflicts().forEach(text::add);
    return text;
  }

  private static String shown(double shards) {
    return Double.isNaN(shards) ? "-" : String.format(Locale.ROOT, "%.2f", shards);
  }

  /** Kinds that fight each other, and what could be done. */
  public List<String> conflicts() {
    return outlook.map(QueryOutlook::conflicts).orElse(List.of()).stream()
        .map(this::conflict)
        .distinct()
        .toList();
  }

  private String conflict(QueryOutlook.Conflict conflict) {
    QueryOutlook.Kind first = conflict.first();
    QueryOutlook.Kind second = conflict.second();
    return String.format(
        Locale.ROOT,
        "'%s' and '%s' have no field in common and cost each other: they read %.1f and %.1f of %d"
            + " shards, alone %.1f and %.1f. A second pipeline over the same topic, ordered by"
            + " '%s', stores every row twice and reads %.1f; an index (indexed: true) of its fields"
            + " still asks all %d shards, but reads only the rows that match.",
        fields(first),
        fields(second),
        first.together(),
        second.together(),
        shards,
        first.alone(),
        second.alone(),
        fields(second),
        second.alone(),
        shards);
  }
}
