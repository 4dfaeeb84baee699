package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.Age;
import io.shardsteer.common.config.FeatureSpec.BucketedRange;
import io.shardsteer.common.config.FeatureSpec.Categorical;
import io.shardsteer.common.config.FeatureSpec.Check;
import io.shardsteer.common.config.FeatureSpec.Expression;
import io.shardsteer.common.config.FeatureSpec.Flag;
import io.shardsteer.common.config.FeatureSpec.Geo;
import io.shardsteer.common.config.FeatureSpec.HashedKey;
import io.shardsteer.common.config.FeatureSpec.LearnedWords;
import io.shardsteer.common.config.FeatureSpec.Numeric;
import io.shardsteer.common.config.FeatureSpec.Operation;
import io.shardsteer.common.config.FeatureSpec.TextEmbedding;
import io.shardsteer.common.config.FeatureSpec.TextLength;
import io.shardsteer.common.config.FeatureSpec.Time;
import io.shardsteer.common.config.FeatureSpec.TimePart;
import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.config.FeatureSpec.Transform;
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
import java.util.regex.PatternSyntaxException;

/**
 * The elements of {@code feature_extraction_pipeline}: {@code kind}, {@code name} and their like.
 */
final class FeatureKeys {
  static final String KEY = "feature_extraction_pipeline";

  private static final int MAX_FEATURES = 200;
  private static final int DEFAULT_MAX_LEVELS = 64;
  private static final int MAX_LEVELS = 1024;
  private static final int DEFAULT_DIMENSIONS = 8;
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

  private enum Kind {
    NUMERIC,
    RANGE,
    CATEGORICAL,
    FLAG,
    TIME,
    AGE,
    GEO,
    TEXT_LENGTH,
    TEXT_EMBEDDING,
    KEY_HASH,
    EXPRESSION
  }

  /** How a text becomes a point. */
  private enum Method {
    HASHING,
    WORD2VEC
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
    return Optional.of(
        switch (kind) {
          case NUMERIC -> numeric(section);
          case RANGE -> range(section);
          case CATEGORICAL -> categorical(section);
          case FLAG -> flag(section);
          case TIME -> time(section);
          case AGE -> {
            String from = field(section, "field");
            yield new Age(
                name(section, from + "_age"), from, field(section, "until"), zone(section));
          }
          case GEO ->
              new Geo(
                  name(section, "place"), field(section, "latitude"), field(section, "longitude"));
          case TEXT_LENGTH -> {
            String field = field(section, "field");
            yield new TextLength(name(section, field + "_length"), field);
          }
          case TEXT_EMBEDDING -> embedding(section);
          case KEY_HASH -> {
            String field = field(section, "field");
            yield new HashedKey(name(section, field + "_hash"), field);
          }
          case EXPRESSION -> {
            Operation operation = section.choice("operation", Operation.RATIO);
            yield new Expression(
                name(section, ConfigSection.lower(operation)),
                operation,
                field(section, "left"),
                field(section, "right"));
          }
        });
  }

  private static Numeric numeric(ConfigSection section) {
    String field = field(section, "field");
    Transform transform = section.choice("transform", Transform.RAW);
    double low =
        section.decimal("low", Double.NEGATIVE_INFINITY, -Double.MAX_VALUE, Double.MAX_VALUE);
    double high =
        section.decimal("high", Double.POSITIVE_INFINITY, -Double.MAX_VALUE, Double.MAX_VALUE);
    boolean bounded = section.has("low") || section.has("high");
    if (bounded != (transform == Transform.CLIP)) {
      section.problem(
          "transform",
          bounded ? "low and high mean nothing here." : "There is nothing to clip to.",
          "Use transform: clip together with low, high or both.");
    } else if (!(low < high)) {
      section.problem(
          "low", "%s is not below high, %s.".formatted(low, high), "Raise high or lower low.");
    }
    return new Numeric(name(section, field), field, transform, low, high);
  }

  private static BucketedRange range(ConfigSection section) {
    String field = field(section, "field");
    List<Double> edges = section.numbers("edges", List.of());
    int buckets = section.integer("quantiles", 0, 2, 256);
    if (edges.isEmpty() == (buckets == 0)) {
      section.problem(
          "edges",
          edges.isEmpty()
              ? "There is nothing that divides the range."
              : "Edges and quantiles exclude each other.",
          "Give either edges: [10, 100] or quantiles: 8.");
    }
    for (int i = 1; i < edges.size(); i++) {
      if (!(edges.get(i - 1) < edges.get(i))) {
        section.problem(
            "edges",
            "%s does not ascend: %s after %s.".formatted(edges, edges.get(i), edges.get(i - 1)),
            "Sort the edges and give each once.");
        break;
      }
    }
    return new BucketedRange(name(section, field + "_range"), field, edges, buckets);
  }

  private static Categorical categorical(ConfigSection section) {
    String field = field(section, "field");
    List<String> levels = section.texts("levels", List.of());
    int maxLevels = section.integer("max_levels", DEFAULT_MAX_LEVELS, 1, MAX_LEVELS);
    int hashedWidth = section.integer("hashed_width", 0, 2, MAX_LEVELS);
    if (levels.size() > MAX_LEVELS || Set.copyOf(levels).size() < levels.size()) {
      section.problem(
          "levels",
          "There are %d levels, %d of them different."
              .formatted(levels.size(), Set.copyOf(levels).size()),
          "List up to %d levels, each once.".formatted(MAX_LEVELS));
    }
    if (hashedWidth > 0 && (!levels.isEmpty() || section.has("max_levels"))) {
      section.problem(
          "hashed_width",
          "Hashed levels are neither declared nor learned.",
          "Leave out hashed_width, or levels and max_levels.");
    }
    return new Categorical(name(section, field), field, levels, maxLevels, hashedWidth);
  }

  private static Flag flag(ConfigSection section) {
    String field = field(section, "field");
    List<String> equal = section.has("equals") ? List.of(section.text("equals", "")) : List.of();
    List<String> in = section.texts("in", List.of());
    String expression = section.text("matches", "");
    int given = equal.size() + (in.isEmpty() ? 0 : 1) + (expression.isEmpty() ? 0 : 1);
    if (given > 1) {
      section.problem(
          "field", "The flag has several checks.", "Keep one of equals, in and matches.");
    }
    if (!expression.isEmpty()) {
      try {
        Pattern.compile(expression);
      } catch (PatternSyntaxException e) {
        section.problem(
            "matches",
            "%s is not a regular expression: %s."
                .formatted(ConfigProblems.show(expression), e.getDescription()),
            "Mend it near character %d.".formatted(e.getIndex() + 1));
        expression = "";
      }
    }
    String name = name(section, field + "_flag");
    if (!expression.isEmpty()) {
      return new Flag(name, field, Check.MATCHES, List.of(expression));
    }
    List<String> values = equal.isEmpty() ? in : equal;
    return new Flag(name, field, values.isEmpty() ? Check.PRESENT : Check.IN, values);
  }

  private static Time time(ConfigSection section) {
    String field = field(section, "field");
    TimePart part = section.choice("part", TimePart.HOUR_OF_WEEK);
    boolean cyclic = section.flag("cyclic", false);
    if (cyclic && part == TimePart.EPOCH_SECONDS) {
      section.problem(
          "cyclic", "epoch_seconds has no period.", "Choose another part or leave out cyclic.");
    }
    return new Time(
        name(section, field + "_" + ConfigSection.lower(part)),
        field,
        part,
        zone(section),
        section.choice("unit", TimeUnit.AUTO),
        cyclic);
  }

  private static FeatureSpec embedding(ConfigSection section) {
    String field = field(section, "field");
    String name = name(section, field + "_text");
    if (section.choice("method", Method.HASHING) == Method.HASHING) {
      return new TextEmbedding(
          name, field, section.integer("dimensions", DEFAULT_DIMENSIONS, 1, 256));
    }
    return new LearnedWords(
        name,
        field,
        section.integer("dimensions", DEFAULT_DIMENSIONS, 2, 100),
        section.integer("max_words", 5_000, 2, 20_000),
        section.integer("min_count", 3, 1, 1_000_000),
        section.integer("epochs", 10, 1, 100));
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

  private static String field(ConfigSection section, String key) {
    String field = section.requiredText(key, "price");
    FieldPathShape.check(section, key, field);
    return field;
  }

  private static String name(ConfigSection section, String otherwise) {
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
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", ConfigSection.lower(kind(spec)));
    map.put("name", spec.name());
    if (spec instanceof Numeric numeric) {
      map.put("field", numeric.field());
      map.put("transform", ConfigSection.lower(numeric.transform()));
      putFinite(map, "low", numeric.low());
      putFinite(map, "high", numeric.high());
    } else if (spec instanceof BucketedRange range) {
      map.put("field", range.field());
      if (range.edges().isEmpty()) {
        map.put("quantiles", range.buckets());
      } else {
        map.put("edges", range.edges());
      }
    } else if (spec instanceof Categorical categorical) {
      map.put("field", categorical.field());
      if (categorical.hashedWidth() > 0) {
        map.put("hashed_width", categorical.hashedWidth());
      } else {
        map.put("max_levels", categorical.maxLevels());
        if (!categorical.levels().isEmpty()) {
          map.put("levels", categorical.levels());
        }
      }
    } else if (spec instanceof Flag flag) {
      map.put("field", flag.field());
      switch (flag.check()) {
        case PRESENT -> {}
        case IN -> map.put("in", flag.values());
        case MATCHES -> map.put("matches", flag.values().get(0));
      }
    } else if (spec instanceof Time time) {
      map.put("field", time.field());
      map.put("part", ConfigSection.lower(time.part()));
      map.put("zone", zone(time.zone()));
      map.put("unit", ConfigSection.lower(time.unit()));
      map.put("cyclic", time.cyclic());
    } else if (spec instanceof Age age) {
      map.put("field", age.from());
      map.put("until", age.to());
      map.put("zone", zone(age.zone()));
    } else if (spec instanceof Geo geo) {
      map.put("latitude", geo.latitudeField());
      map.put("longitude", geo.longitudeField());
    } else if (spec instanceof TextEmbedding embedding) {
      map.put("field", embedding.field());
      map.put("method", ConfigSection.lower(Method.HASHING));
      map.put("dimensions", embedding.dimensions());
    } else if (spec instanceof LearnedWords words) {
      map.put("field", words.field());
      map.put("method", ConfigSection.lower(Method.WORD2VEC));
      map.put("dimensions", words.dimensions());
      map.put("max_words", words.maxWords());
      map.put("min_count", words.minCount());
      map.put("epochs", words.epochs());
    } else if (spec instanceof Expression expression) {
      map.put("operation", ConfigSection.lower(expression.operation()));
      map.put("left", expression.left());
      map.put("right", expression.right());
    } else {
      map.put("field", spec.fields().get(0));
    }
    return map;
  }

  static String zone(ZoneId zone) {
    return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }

  private static void putFinite(Map<String, Object> map, String key, double value) {
    if (Double.isFinite(value)) {
      map.put(key, value);
    }
  }

  private static Kind kind(FeatureSpec spec) {
    if (spec instanceof Numeric) {
      return Kind.NUMERIC;
    } else if (spec instanceof BucketedRange) {
      return Kind.RANGE;
    } else if (spec instanceof Categorical) {
      return Kind.CATEGORICAL;
    } else if (spec instanceof Flag) {
      return Kind.FLAG;
    } else if (spec instanceof Time) {
      return Kind.TIME;
    } else if (spec instanceof Age) {
      return Kind.AGE;
    } else if (spec instanceof Geo) {
      return Kind.GEO;
    } else if (spec instanceof TextLength) {
      return Kind.TEXT_LENGTH;
    } else if (spec instanceof TextEmbedding || spec instanceof LearnedWords) {
      return Kind.TEXT_EMBEDDING;
    } else if (spec instanceof HashedKey) {
      return Kind.KEY_HASH;
    }
    return Kind.EXPRESSION;
  }
}
