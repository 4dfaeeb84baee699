package io.shardsteer.common.config;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The elements of {@code feature_extraction_pipeline}: {@code kind}, {@code name} and their like.
 */
final class FeatureKeys {
  static final String KEY = "feature_extraction_pipeline";

  private static final int MAX_FEATURES = 200;
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

  /** The kinds, in the order in which error messages list them. */
  @SuppressWarnings("ImmutableEnumChecker") // its keys have no state
  private enum Kind {
    NUMERIC(new NumericKeys()),
    RANGE(new RangeKeys()),
    CATEGORICAL(new CategoricalKeys()),
    FLAG(new FlagKeys()),
    TIME(new TimeKeys()),
    AGE(new AgeKeys()),
    GEO(new GeoKeys()),
    TEXT_LENGTH(new TextLengthKeys()),
    TEXT_EMBEDDING(new EmbeddingKeys()),
    KEY_HASH(new KeyHashKeys()),
    EXPRESSION(new ExpressionKeys());

    private final FeatureKind<?> keys;

    Kind(FeatureKind<?> keys) {
      this.keys = keys;
    }
  }

  private FeatureKeys() {}

  static List<FeatureSpec> read(ConfigSection config) {
    if (config.raw(KEY) instanceof String file) {
      config.problem(
          KEY,
          "%s names a file, which only a pipeline file can do."
              .formatted(ConfigProblems.show(file)),
          "Write the features here as a list.");
      return List.of();
    }
    List<ConfigSection> sections = config.sections(KEY, "");
    if (sections.isEmpty() || sections.size() > MAX_FEATURES) {
      config.problem(
          KEY,
          "There are %d features, but 1 to %d are needed.".formatted(sections.size(), MAX_FEATURES),
          "List what relates records to each other, for example - {kind: numeric, field: price}");
    }
    List<FeatureSpec> specs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigSection section : sections) {
      try (section) {
        readOne(section)
            .ifPresent(
                spec -> {
                  if (!names.add(spec.name())) {
                    section.problem(
                        "name",
                        "Another feature has the name %s."
                            .formatted(ConfigProblems.show(spec.name())),
                        "Give each feature a name of its own.");
                  }
                  specs.add(spec);
                });
      }
    }
    return specs;
  }

  private static Optional<FeatureSpec> readOne(ConfigSection section) {
    if (!section.has("kind")) {
      section.raw("kind");
      section.raw("name");
      section.keys().forEach(section::raw);
      section.problem(
          "kind", "The key is missing.", "Add what the feature is, for example kind: numeric");
      return Optional.empty();
    }
    Kind kind = section.choice("kind", Kind.NUMERIC);
    return Optional.of(kind.keys.read(section));
  }

  static ZoneId zone(ConfigSection section) {
    String zone = section.text("zone", "UTC");
    try {
      return zone.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(zone);
    } catch (DateTimeException e) {
      section.problem(
          "zone",
          "%s is not a time zone.".formatted(ConfigProblems.show(zone)),
          "Use a name like Europe/London or an offset like +02:00.");
      return ZoneOffset.UTC;
    }
  }

  /** The path of a field that the feature reads. */
  static String field(ConfigSection section, String key) {
    String field = section.requiredText(key, "price");
    FieldPathShape.check(section, key, field);
    return field;
  }

  /** The feature's name: what is written, or derived from what it is made of. */
  static String name(ConfigSection section, String otherwise) {
    String derived = otherwise.replaceAll("[^A-Za-z0-9_]", "_");
    return section.text(
        "name",
        NAME.matcher(derived).matches() ? derived : "feature",
        NAME,
        "Begin with a letter and go on with up to 63 letters, digits or underscores.");
  }

  static List<Object> write(List<FeatureSpec> specs) {
    List<Object> list = new ArrayList<>();
    specs.forEach(spec -> list.add(writeOne(spec)));
    return list;
  }

  private static Map<String, Object> writeOne(FeatureSpec spec) {
    for (Kind kind : Kind.values()) {
      if (kind.keys.type().isInstance(spec)) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", ConfigSection.lower(kind));
        map.put("name", spec.name());
        write(kind.keys, spec, map);
        return map;
      }
    }
    throw new IllegalArgumentException("No such kind of feature: " + spec);
  }

  private static <S extends FeatureSpec> void write(
      FeatureKind<S> keys, FeatureSpec spec, Map<String, Object> to) {
    keys.write(keys.type().cast(spec), to);
  }

  static String zone(ZoneId zone) {
    return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }
}
