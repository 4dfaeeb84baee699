package io.shardsteer.deploy.replay.features;

import io.shardsteer.trainer.evaluation.Figure;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An inspection for people. */
public final class InspectionText {
  private static final String LINE = "%-24s %-14s %8s %8s %8s   %s%n";

  private InspectionText() {}

  /**
   * @param source what was sampled
   * @param shown how many records are shown with all that is extracted from them
   */
  public static String of(Inspection inspection, String source, int shown) {
    StringBuilder text = new StringBuilder();
    Map<String, Double> figures = inspection.model().manifest().evaluation();
    text.append(
        "%,d records of %s; model version %d, %s, R2 %.2f, fan-out %.2f (hashing: %.2f)%n%n"
            .formatted(
                inspection.records(),
                source,
                inspection.model().ref().version(),
                inspection.model().manifest().modelType(),
                figures.getOrDefault(Figure.R2, Double.NaN),
                figures.getOrDefault(Figure.PREDICTED_FAN_OUT, Double.NaN),
                figures.getOrDefault(Figure.HASH_FAN_OUT, Double.NaN)));
    text.append(
        line("feature", "kind", "missing", "unknown", "matters", "5 %, half, 95 % of its values"));
    for (FeatureFigures feature : inspection.figures()) {
      append(feature, text);
    }
    text.append(
        """

        missing: a field of it is absent or null; unknown: a value that it cannot use or does not know.
        matters: how far a record moves in the order [0,1), on average, when this feature is another record's.
        """);
    for (int record = 0; record < Math.min(shown, inspection.records()); record++) {
      text.append("%nRecord %s%n".formatted(fields(inspection, record)));
      inspection.extracted(record).forEach(value -> text.append("  ").append(value).append('\n'));
    }
    return text.toString();
  }

  private static void append(FeatureFigures feature, StringBuilder text) {
    List<FeatureFigures.Column> columns = feature.columns();
    for (int i = 0; i < columns.size(); i++) {
      FeatureFigures.Column column = columns.get(i);
      String values = "%s %s %s".formatted(column.low(), column.middle(), column.high()).strip();
      if (i == 0) {
        text.append(
            line(
                feature.name(),
                feature.kind(),
                percent(feature.missing()),
                percent(feature.unknown()),
                String.format(Locale.ROOT, "%.3f", feature.matters()),
                columns.size() == 1 ? values : column.name() + ": " + values));
      } else {
        text.append(line("", "", "", "", "", column.name() + ": " + values));
      }
    }
  }

  private static Map<String, Object> fields(Inspection inspection, int record) {
    return new TreeMap<>(inspection.sample(record).fields());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String line(
      String name, String kind, String missing, String unknown, String matters, String values) {
    return LINE.formatted(name, kind, missing, unknown, matters, values).replaceAll(" +\n", "\n");
  }
}
