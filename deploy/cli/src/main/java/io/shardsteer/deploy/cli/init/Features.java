package io.shardsteer.deploy.cli.init;

import io.shardsteer.deploy.cli.init.Proposal.Line;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Proposes features: what relates records to each other, by the looks of their fields. */
final class Features {
  /** Most levels that a categorical feature learns by default. */
  static final int MOST_LEVELS = 64;

  private static final int MOST = 40;
  private static final double DAY = 86_400;

  /** Share of missing values from which it is worth a feature whether there is one. */
  private static final double SELDOM = 0.05;

  /** Numbers that count nothing: a larger one is not more. */
  private static final Pattern CODE_NAME =
      Pattern.compile(
          "(.*_)?(id|no|number|zip|code|key|type|status|class|category|group|region|zone)|.*(id|code|type)");

  private final Profiles profiles;
  private final Roles roles;
  private final Yaml.Names names = new Yaml.Names(60, Set.of());
  private final List<Line> features = new ArrayList<>();
  private final List<Line> leftOut = new ArrayList<>();

  /** Fields of which equal values are near each other and others are anywhere. */
  private final List<FieldProfile> hashed = new ArrayList<>();

  private final List<FieldProfile> categorical = new ArrayList<>();
  private final List<FieldProfile> measured = new ArrayList<>();

  private Features(Profiles profiles, Roles roles) {
    this.profiles = profiles;
    this.roles = roles;
  }

  static Features of(Profiles profiles, Roles roles) {
    var features = new Features(profiles, roles);
    features.propose();
    return features;
  }

  List<Line> features() {
    return features;
  }

  List<Line> leftOut() {
    return leftOut;
  }

  List<FieldProfile> hashed() {
    return hashed;
  }

  List<FieldProfile> categorical() {
    return categorical;
  }

  List<FieldProfile> measured() {
    return measured;
  }

  private void propose() {
    Set<FieldProfile> placed = new HashSet<>();
    for (Roles.Place place : roles.places()) {
      placed.addAll(List.of(place.latitude(), place.longitude()));
      features.add(
          new Line(
              "{kind: geo, name: %s, latitude: %s, longitude: %s}"
                  .formatted(
                      names.nextScalar(place.name().isEmpty() ? "place" : place.name()),
                      Yaml.scalar(place.latitude().path()),
                      Yaml.scalar(place.longitude().path())),
              "a place: near ones stay together"));
    }
    for (FieldProfile field : profiles.fields()) {
      if (features.size() >= MOST) {
        leftOut.add(new Line(field.path(), "there are %d features already".formatted(MOST)));
      } else if (!placed.contains(field)) {
        propose(field);
      }
    }
    if (features.isEmpty() && !profiles.fields().isEmpty()) {
      FieldProfile only = roles.id().orElse(profiles.fields().get(0));
      add("key_hash", only, "", "nothing relates records here; this is as good as hashing");
    }
  }

  private void propose(FieldProfile field) {
    if (field.present() == 0) {
      leftOut.add(new Line(field.path(), "has no value in the sample"));
    } else if (field.distinct() == 1 && profiles.missing(field) == 0) {
      leftOut.add(
          new Line(field.path(), "is always '%s'".formatted(Yaml.comment(field.hottest()))));
    } else if (roles.id().filter(field::equals).isPresent()) {
      leftOut.add(new Line(field.path(), "every record has its own"));
    } else {
      if (profiles.missing(field) >= SELDOM) {
        features.add(
            new Line(
                "{kind: flag, name: %s, field: %s}"
                    .formatted(
                        names.nextScalar("known_" + simpleName(field)), Yaml.scalar(field.path())),
                "%.0f %% of the records have no %s"
                    .formatted(100 * profiles.missing(field), Yaml.comment(field.path()))));
      }
      if (field.distinct() > 1) {
        byKind(field);
      }
    }
  }

  private void byKind(FieldProfile field) {
    if (field.isTime()) {
      time(field);
    } else if (field.isBoolean()) {
      level(field);
    } else if (field.isNumber() && !(field.isWhole() && isCode(field))) {
      number(field);
    } else if (field.isText() && isProse(field)) {
      add("text_length", field, "", "%.1f words on average".formatted(field.meanWords()));
      add("text_embedding", field, ", method: hashing, dimensions: 8", "texts of the same words");
    } else if (field.distinct() <= MOST_LEVELS) {
      level(field);
    } else {
      hashed.add(field);
      add(
          "key_hash",
          field,
          "",
          "%,d values, the most frequent in %.1f %%: equal ones stay together"
              .formatted(field.distinct(), 100 * field.hottestShare()));
    }
  }

  private void level(FieldProfile field) {
    categorical.add(field);
    add(
        "categorical",
        field,
        "",
        "%d values, '%s' in %.0f %%"
            .formatted(
                field.distinct(), Yaml.comment(field.hottest()), 100 * field.hottestShare()));
  }

  private void time(FieldProfile field) {
    String part =
        !field.hasClock()
            ? field.seconds() >= 14 * DAY ? "day_of_week" : ""
            : field.seconds() >= 7 * DAY
                ? "hour_of_week"
                : field.seconds() >= DAY / 2 ? "hour_of_day" : "";
    if (part.isEmpty()) {
      leftOut.add(
          new Line(field.path(), "is a time, and the sample is too short to show what recurs"));
    } else {
      add("time", field, ", part: %s, zone: UTC".formatted(part), "what recurs");
    }
  }

  private void number(FieldProfile field) {
    measured.add(field);
    double middle = Math.max(Math.abs(field.quantile(0.5)), 1e-9);
    double largest = Math.max(Math.abs(field.least()), Math.abs(field.most()));
    boolean skewed = largest > 20 * middle && largest > 20;
    String transform =
        !skewed ? "" : field.least() >= 0 ? ", transform: log" : ", transform: signed_log";
    add(
        "numeric",
        field,
        transform,
        "%s to %s, half of them up to %s"
            .formatted(shown(field.least()), shown(field.most()), shown(field.quantile(0.5))));
  }

  private static String shown(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : String.format(Locale.ROOT, "%.4g", number);
  }

  private static boolean isCode(FieldProfile field) {
    return CODE_NAME.matcher(field.name()).matches();
  }

  private static boolean isProse(FieldProfile field) {
    return field.distinct() > MOST_LEVELS && (field.meanWords() >= 2 || field.meanChars() > 40);
  }

  private void add(String kind, FieldProfile field, String more, String reason) {
    String name =
        names.nextScalar(
            kind.startsWith("text_")
                ? simpleName(field) + "_" + kind.substring(5)
                : simpleName(field));
    features.add(
        new Line(
            "{kind: %s, name: %s, field: %s%s}"
                .formatted(kind, name, Yaml.scalar(field.path()), more),
            reason));
  }

  private static String simpleName(FieldProfile field) {
    return field.path().replace('"', ' ');
  }
}
