package io.shardsteer.deploy.replay.features;

import io.shardsteer.common.model.LoadedModel;
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
    text.append(
        "%,d records of %s; %s%n%n"
            .formatted(
                inspection.records(),
                source,
                inspection.model().map(InspectionText::described).orElse("no model")));
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
    if (!inspection.reason().isEmpty()) {
      text.append("%nNo model comes of this sample. %s%n".formatted(inspection.reason()));
      List<String> useless =
          inspection.figures().stream()
              .filter(feature -> feature.missing() + feature.unknown() >= 0.999)
              .map(FeatureFigures::name)
              .toList();
      if (!useless.isEmpty()) {
        text.append(
            """
            Nothing is known of %s: see above what is missing or unknown.
            Look at how the field is written (a name with a space in front, numbers as "1,234", times in another
            format) and at text_numbers, below in the records as they were read.
            """
                .formatted(String.join(", ", useless)));
      }
    }
    for (int record = 0; record < Math.min(shown, inspection.records()); record++) {
      text.append("%nRecord %s%n".formatted(fields(inspection, record)));
      inspection.extracted(record).forEach(value -> text.append("  ").append(value).append('\n'));
    }
    return text.toString();
  }

  private static String described(LoadedModel model) {
    Map<String, Double> figures = model.manifest().evaluation();
    return "model version %d, %s, R2 %s, fan-out %s (hashing: %s)"
        .formatted(
            model.ref().version(),
            model.manifest().modelType(),
            figure(figures.getOrDefault(Figure.R2, Double.NaN)),
            figure(figures.getOrDefault(Figure.PREDICTED_FAN_OUT, Double.NaN)),
            figure(figures.getOrDefault(Figure.HASH_FAN_OUT, Double.NaN)));
  }

  /** A figure that means something: an R2 far below 0 only says that nothing was learned. */
  private static String figure(double value) {
    return Double.isNaN(value)
        ? "unknown"
        : value < -1 ? "below -1" : String.format(Locale.ROOT, "%.2f", value);
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
                Double.isNaN(feature.matters())
                    ? "-"
                    : String.format(Locale.ROOT, "%.3f", feature.matters()),
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
