package io.shardsteer.deploy.cli.query;

import io.shardsteer.deploy.reader.RecordExplanation;
import io.shardsteer.deploy.reader.RecordExplanation.Feature;
import io.shardsteer.deploy.reader.RecordExplanation.Opinion;
import io.shardsteer.deploy.reader.RecordExplanation.Placement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says in words where a record goes and why. */
public final class ExplanationText {
  private ExplanationText() {}

  /**
   * The lines to print.
   *
   * @param nowMillis epoch milliseconds
   * @param revisions how many of the newest tables are shown
   */
  public static List<String> of(RecordExplanation why, long nowMillis, int revisions) {
    List<String> lines = new ArrayList<>();
    lines.add("Ties between equal positions are broken by '%s'.".formatted(why.key()));
    if (why.models().isEmpty()) {
      lines.add("There is no model: the record lies where that hash says.");
    } else {
      describe(why.models().get(0), lines);
    }
    lines.add("");
    lines.add("Routing tables, the newest first:");
    lines.add(
        "  revision  model  in force from (publish time)  position and tie  shard  nearest cut");
    boolean nowFound = false;
    for (Placement placement : why.placements().stream().limit(revisions).toList()) {
      boolean inForce = !nowFound && placement.effectiveFromMillis() <= nowMillis;
      nowFound |= inForce;
      lines.add(line(placement, inForce));
    }
    if (why.placements().size() > revisions) {
      lines.add("  and %d older (--revisions)".formatted(why.placements().size() - revisions));
    }
    return lines;
  }

  private static void describe(Opinion model, List<String> lines) {
    lines.add("");
    lines.add(
        Double.isNaN(model.position())
            ? "Model %d gives no number for it, so its hash decides.".formatted(model.version())
            : String.format(
                Locale.ROOT,
                "Model %d puts it at position %.6f. Its features, those that decided first:",
                model.version(),
                model.position()));
    lines.add(
        "  feature                         value                 looked at  moves if missing");
    model.features().stream()
        .sorted(Comparator.comparing(Feature::lookedAt).thenComparing(Feature::effect).reversed())
        .forEach(
            feature ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "  %-30s  %-20s  %-9s  %s",
                        feature.name(),
                        feature.value(),
                        feature.lookedAt() ? "yes" : "no",
                        effect(feature))));
  }

  private static String effect(Feature feature) {
    return feature.effect() == 0 || Double.isNaN(feature.effect())
        ? "-"
        : String.format(Locale.ROOT, "by %.6f", feature.effect());
  }

  private static String away(double distance) {
    return Double.isInfinite(distance) ? "none" : String.format(Locale.ROOT, "%.6f away", distance);
  }

  private static String line(Placement placement, boolean inForce) {
    double distance = placement.distanceToNearestSplitPoint();
    return String.format(
        Locale.ROOT,
        "  %8d  %5s  %-28s  %.12f    %5d  %s%s",
        placement.revision(),
        placement.modelVersion() == 0 ? "hash" : Integer.toString(placement.modelVersion()),
        placement.effectiveFromMillis() == 0
            ? "the beginning"
            : Instant.ofEpochMilli(placement.effectiveFromMillis()).toString(),
        placement.orderKey(),
        placement.shard(),
        placement.pinned() ? "pinned" : away(distance),
        inForce ? "  <- now" : "");
  }
}
