package io.shardsteer.deploy.cli.init;

import io.shardsteer.common.config.RowLayout;
import io.shardsteer.deploy.cli.init.Proposal.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes a proposal of what a sample shows. */
final class Proposer {
  private static final int MOST_COLUMNS = 100;
  private static final int MOST_QUERIES = 4;
  private static final int FEW_RECORDS = 10_000;
  private static final double LARGEST_INT = 1e9;
  private static final double LARGEST_LONG = 9e18;
  private static final Pattern MONEY =
      Pattern.compile(".*(price|amount|cost|total|fee|fare|balance|revenue|tax).*");

  private final Profiles profiles;
  private final Roles roles;
  private final Features features;

  private Proposer(Profiles profiles, Roles roles) {
    this.profiles = profiles;
    this.roles = roles;
    features = Features.of(profiles, roles);
  }

  static Proposal of(Profiles profiles, Roles roles) {
    var proposer = new Proposer(profiles, roles);
    return new Proposal(
        proposer.features.features(),
        proposer.features.leftOut(),
        proposer.queries(),
        proposer.columns(),
        profiles.fields().stream()
            .filter(FieldProfile::isNumericText)
            .map(FieldProfile::path)
            .toList(),
        proposer.warnings());
  }

  private List<Line> queries() {
    var names = new Yaml.Names(40, Set.of());
    List<Line> queries = new ArrayList<>();
    for (Roles.Place place : roles.places()) {
      queries.add(
          new Line(
              "{name: %s, range: [%s, %s], selectivity: 1%%}"
                  .formatted(
                      names.nextScalar("near_" + (place.name().isEmpty() ? "place" : place.name())),
                      Yaml.scalar(place.latitude().path()),
                      Yaml.scalar(place.longitude().path())),
              "a box on the map that holds 1 % of the records"));
    }
    for (FieldProfile owner : owners()) {
      queries.add(equal(names, owner, "all records of one"));
    }
    if (queries.isEmpty()) {
      features.hashed().stream()
          .limit(1)
          .forEach(field -> queries.add(equal(names, field, "all records with one value")));
      features.categorical().stream()
          .filter(field -> field.distinct() > 2)
          .limit(1)
          .forEach(field -> queries.add(equal(names, field, "all records with one value")));
      features.measured().stream()
          .filter(field -> field.distinct() > Features.MOST_LEVELS)
          .limit(1)
          .forEach(
              field ->
                  queries.add(
                      new Line(
                          "{name: %s, range: [%s], selectivity: 1%%}"
                              .formatted(
                                  names.nextScalar("by_" + field.path()),
                                  Yaml.scalar(field.path())),
                          "a range that holds 1 % of the records")));
    }
    return queries.stream().limit(MOST_QUERIES).toList();
  }

  private static Line equal(Yaml.Names names, FieldProfile field, String reason) {
    return new Line(
        "{name: %s, equal: [%s]}"
            .formatted(names.nextScalar("of_" + field.path()), Yaml.scalar(field.path())),
        reason);
  }

  private List<FieldProfile> owners() {
    return Roles.owners(profiles, Set.of()).stream()
        .filter(field -> roles.id().filter(field::equals).isEmpty())
        .limit(2)
        .toList();
  }

  private List<Line> columns() {
    var names = new Yaml.Names(48, RowLayout.BUILT_IN);
    return profiles.fields().stream()
        .filter(field -> field.present() > 0)
        .limit(MOST_COLUMNS)
        .map(
            field -> {
              String name = names.nextScalar(field.path().replace('"', ' '));
              String source =
                  name.equals(field.path()) ? "" : ", field: " + Yaml.scalar(field.path());
              return new Line("{name: %s, type: %s%s}".formatted(name, type(field), source), "");
            })
        .toList();
  }

  private static String type(FieldProfile field) {
    if (field.isTime()) {
      return field.hasClock() ? "timestamp" : "date";
    }
    if (field.isBoolean()) {
      return "boolean";
    }
    if (field.isUuid()) {
      return "uuid";
    }
    if (!field.isNumber()) {
      return "text";
    }
    double largest = Math.max(Math.abs(field.least()), Math.abs(field.most()));
    if (field.isWhole()) {
      return largest <= LARGEST_INT ? "int" : largest <= LARGEST_LONG ? "bigint" : "varint";
    }
    return MONEY.matcher(field.name()).matches() ? "decimal" : "double";
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (profiles.sample().read() < FEW_RECORDS) {
      warnings.add(
          "There are only %,d records. The first model is trained of 2,000 samples (training.min_samples)."
              .formatted(profiles.sample().read()));
    }
    if (roles.id().isEmpty()) {
      warnings.add(
          "No field identifies a record, so message ids do: what is published twice makes two rows.");
    }
    roles
        .time()
        .ifPresentOrElse(
            time -> timeWarnings(time, warnings),
            () -> warnings.add("No field is a time. Replays go at a rate of records a second."));
    for (FieldProfile owner : owners()) {
      if (profiles.missing(owner) > 0) {
        warnings.add(
            "%s is missing in %.1f %% of the records: as key_field it would have them rejected, so it is none."
                .formatted(Yaml.comment(owner.path()), 100 * profiles.missing(owner)));
      }
      if (owner.hottestShare() >= Roles.HOT) {
        warnings.add(
            "%s is '%s' in %.1f %% of the records: equal values share a shard, so this one can outgrow it."
                .formatted(
                    Yaml.comment(owner.path()),
                    Yaml.comment(owner.hottest()),
                    100 * owner.hottestShare()));
      }
    }
    profiles.fields().stream()
        .filter(FieldProfile::isNumericText)
        .forEach(
            field ->
                warnings.add(
                    "%s has numbers that arrive as text; text_numbers reads them."
                        .formatted(Yaml.comment(field.path()))));
    if (!profiles.skipped().isEmpty()) {
      warnings.add(
          "Lists, bytes and fields without a usable name are left out: %s. An element of a list has a path such as items.0.sku."
              .formatted(Yaml.comment(String.join(", ", profiles.skipped()))));
    }
    warnings.addAll(profiles.sample().remarks());
    return warnings;
  }

  private static void timeWarnings(FieldProfile time, List<String> warnings) {
    if (time.inOrder() < 0.99) {
      warnings.add(
          "%.0f %% of the times in %s are before the one before: a replay takes records in this order, so sort them."
              .formatted(100 * (1 - time.inOrder()), Yaml.comment(time.path())));
    }
    if (time.hasClock() && !time.isZoned()) {
      warnings.add(
          "The times in %s say no zone; UTC is assumed. Write the zone they are of in features and columns."
              .formatted(Yaml.comment(time.path())));
    }
  }
}
