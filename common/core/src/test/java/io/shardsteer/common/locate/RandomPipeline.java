package io.shardsteer.common.locate;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.config.FeatureSpec;
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
import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.feature.FeatureExtractor;
import io.shardsteer.common.feature.FeatureFitter;
import io.shardsteer.common.feature.WordVectors;
import io.shardsteer.common.locate.Locator.Order;
import io.shardsteer.common.model.LinearBounds;
import io.shardsteer.common.model.TreeEnsemble;
import io.shardsteer.common.model.TreeNode;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.steering.PositionModel;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Records, features of every kind, models and predicates, drawn from a seed. */
final class RandomPipeline {
  static final FieldPaths PATHS =
      new FieldPaths(
          List.of("a", "b", "lat", "lon", "city", "plan", "at", "joined", "note", "count", "paid"));

  private static final List<String> CITIES =
      List.of("Oakland", "San Jose", "94107", "7", "true", "Ghent", "Lviv", "Graz", "other");

  private static final WordVectors MEANINGS =
      new WordVectors(
          "checksum",
          2,
          Map.of(
              "red", new float[] {0.5f, -1},
              "blue", new float[] {0.4f, 3},
              "hat", new float[] {-2, 0.1f}));

  private final SplittableRandom random;

  RandomPipeline(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Every kind of feature with each of its ways. */
  List<FeatureSpec> everyKind() {
    List<FeatureSpec> specs = new ArrayList<>();
    for (Transform transform : Transform.values()) {
      specs.add(
          transform == Transform.CLIP
              ? new Numeric("a_clip", "a", transform, -3, 20)
              : new Numeric("a_" + transform, "a", transform));
    }
    specs.add(new Numeric("b", "b", Transform.RAW));
    specs.add(new BucketedRange("b_range", "b", List.of(-1.0, 0.0, 2.5, 40.0)));
    specs.add(new BucketedRange("a_quantiles", "a", List.of(), 5));
    specs.add(new Categorical("city_learned", "city", List.of(), 4));
    specs.add(new Categorical("city_all", "city", List.of(), 64));
    specs.add(new Categorical("city_declared", "city", List.of("7", "Oakland", "true"), 0));
    specs.add(new Categorical("city_hashed", "city", List.of(), 0, 11));
    specs.add(new Categorical("count_level", "count", List.of(), 3));
    specs.add(new Flag("has_plan", "plan", Check.PRESENT, List.of()));
    specs.add(new Flag("plan_in", "plan", Check.IN, List.of("x1", "7")));
    specs.add(new Flag("plan_like", "plan", Check.MATCHES, List.of("^x")));
    for (TimePart part : TimePart.values()) {
      specs.add(
          new Time("at_" + part, "at", part, ZoneId.of("Europe/London"), TimeUnit.AUTO, false));
      if (part != TimePart.EPOCH_SECONDS) {
        specs.add(
            new Time(
                "cycle_" + part,
                "at",
                part,
                ZoneId.of("America/Los_Angeles"),
                TimeUnit.AUTO,
                true));
      }
    }
    specs.add(
        new Time(
            "joined_ms", "joined", TimePart.HOUR_OF_DAY, ZoneOffset.UTC, TimeUnit.MILLIS, false));
    specs.add(new Age("age", "joined", "at", ZoneId.of("America/Los_Angeles")));
    specs.add(new Geo("place", "lat", "lon"));
    specs.add(new TextLength("note_length", "note"));
    specs.add(new TextEmbedding("note_words", "note", 4));
    specs.add(new LearnedWords("note_meaning", "note", 2, 100, 1, 1));
    specs.add(new HashedKey("city_hash", "city"));
    for (Operation operation : Operation.values()) {
      specs.add(new Expression("x_" + operation, operation, "a", "count"));
    }
    specs.add(new Flag("paid", "paid", Check.PRESENT, List.of()));
    specs.add(new Numeric("paid_number", "paid", Transform.RAW));
    return specs;
  }

  /** Some of the kinds, in another order. */
  List<FeatureSpec> someKinds() {
    List<FeatureSpec> specs = new ArrayList<>(everyKind());
    while (specs.size() > 6) {
      specs.remove(random.nextInt(specs.size()));
    }
    return specs;
  }

  /** A record's fields: usual values, odd ones and none. */
  void fill(FieldValues values) {
    values.clear();
    odd(values, 0, () -> values.setNumber(0, number()));
    odd(values, 1, () -> values.setNumber(1, number()));
    odd(values, 2, () -> values.setNumber(2, 37 + random.nextDouble() * 2));
    odd(values, 3, () -> values.setNumber(3, -122 + random.nextDouble() * 2));
    odd(values, 4, () -> values.setText(4, CITIES.get(random.nextInt(CITIES.size()))));
    odd(values, 5, () -> values.setText(5, "x" + random.nextInt(4)));
    odd(values, 6, () -> time(values, 6));
    odd(values, 7, () -> time(values, 7));
    odd(values, 8, () -> values.setText(8, note()));
    odd(values, 9, () -> values.setNumber(9, random.nextInt(-3, 8)));
    odd(values, 10, () -> values.setBoolean(10, random.nextBoolean()));
  }

  /** A record that differs from another in some of its fields only, here and there by little. */
  void fillNear(FieldValues near, FieldValues values) {
    fill(values);
    for (int slot = 0; slot < PATHS.size(); slot++) {
      int choice = random.nextInt(8);
      if (choice < 5) {
        copy(near, values, slot);
      } else if (choice < 7 && near.kind(slot) == FieldValues.Kind.NUMBER) {
        values.setNumber(slot, near.number(slot) + random.nextDouble() - 0.5);
      }
    }
  }

  private static void copy(FieldValues from, FieldValues to, int slot) {
    switch (from.kind(slot)) {
      case ABSENT, NULL -> to.setNull(slot);
      case NUMBER -> to.setNumber(slot, from.number(slot));
      case TEXT -> to.setText(slot, String.valueOf(from.text(slot)));
      case BOOLEAN -> to.setBoolean(slot, from.number(slot) == 1);
    }
  }

  private void odd(FieldValues values, int slot, Runnable usual) {
    switch (random.nextInt(24)) {
      case 0 -> values.setNull(slot);
      case 1 -> values.setText(slot, CITIES.get(random.nextInt(CITIES.size())));
      case 2 -> values.setNumber(slot, oddNumber());
      case 3 -> values.setBoolean(slot, random.nextBoolean());
      case 4 -> {}
      default -> usual.run();
    }
  }

  private double oddNumber() {
    double[] odd = {
      0.0, -0.0, 7, 94107, 1e300, -1e300, Double.MIN_VALUE, 1e11, 1e14, 1e17, -90, 180
    };
    return odd[random.nextInt(odd.length)];
  }

  private double number() {
    return random.nextInt(3) == 0 ? random.nextInt(-10, 50) : random.nextDouble() * 60 - 10;
  }

  private void time(FieldValues values, int slot) {
    double seconds = 1.3e9 + random.nextInt(400_000) * 97.25;
    switch (random.nextInt(5)) {
      case 0 -> values.setNumber(slot, seconds);
      case 1 -> values.setNumber(slot, Math.rint(seconds * 1e3));
      case 2 -> values.setText(slot, text(seconds, "Z"));
      case 3 -> values.setText(slot, text(seconds, random.nextBoolean() ? "+02:00" : "-0730"));
      default -> values.setText(slot, text(seconds, ""));
    }
  }

  private String text(double seconds, String offset) {
    String text =
        java.time.LocalDateTime.ofEpochSecond((long) seconds, 0, ZoneOffset.UTC).toString();
    return random.nextInt(20) == 0 && offset.isEmpty() ? text.substring(0, 10) : text + offset;
  }

  private String note() {
    String[] notes = {"a red hat", "A blue hat", "", "hat", "2.55", "so long a note, with words"};
    return notes[random.nextInt(notes.length)];
  }

  /** Features fitted to some records. */
  FeatureExtractor features(List<FeatureSpec> specs) {
    List<FieldValues> sample = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      FieldValues values = new FieldValues(PATHS);
      fill(values);
      sample.add(values);
    }
    return FeatureExtractor.of(
        specs,
        PATHS,
        FeatureFitter.fit(specs, PATHS, sample).with(Map.of("note_meaning", MEANINGS)));
  }

  /** A model of trees that split where records are. */
  Order trees(FeatureExtractor features, int count, int depth) {
    List<TreeNode> roots = new ArrayList<>();
    double[][] rows = rows(features, 64);
    for (int i = 0; i < count; i++) {
      roots.add(tree(features.columns(), rows, depth, 1.0 / count));
    }
    return new Order(features, TreeEnsemble.of(roots, features.width(), 1, 0));
  }

  private double[][] rows(FeatureExtractor features, int count) {
    double[][] rows = new double[count][features.width()];
    FieldValues values = new FieldValues(PATHS);
    for (double[] row : rows) {
      fill(values);
      features.extract(values, row);
    }
    return rows;
  }

  private TreeNode tree(List<FeatureColumn> columns, double[][] rows, int depth, double share) {
    if (depth == 0 || random.nextInt(12) == 0) {
      return new TreeNode.Leaf((float) (random.nextDouble() * share));
    }
    int column = random.nextInt(columns.size());
    TreeNode left = tree(columns, rows, depth - 1, share);
    TreeNode right = tree(columns, rows, depth - 1, share);
    int levels = columns.get(column).levels().size();
    if (levels > 0) {
      BitSet rightLevels = new BitSet();
      for (int level = 0; level < levels; level++) {
        rightLevels.set(level, random.nextBoolean());
      }
      return new TreeNode.LevelSplit(
          column, levels, rightLevels, random.nextBoolean(), left, right);
    }
    float threshold = (float) rows[random.nextInt(rows.length)][column];
    return new TreeNode.NumberSplit(column, threshold, random.nextBoolean(), left, right);
  }

  /** A linear model that takes infinities for missing, as those of H2O do here. */
  Order linear(FeatureExtractor features) {
    int width = features.width();
    int[] levels = features.columns().stream().mapToInt(it -> it.levels().size()).toArray();
    double[][] rows = rows(features, 64);
    double[] slopes = new double[width];
    double[] means = new double[width];
    double[][] terms = new double[width][];
    for (int i = 0; i < width; i++) {
      int column = i;
      terms[i] = random.doubles(levels[i]).map(term -> (term - 0.5) / width).toArray();
      double[] numbers =
          java.util.Arrays.stream(rows)
              .mapToDouble(row -> row[column])
              .filter(Double::isFinite)
              .toArray();
      means[i] = numbers.length == 0 ? 0 : numbers[0];
      double size =
          java.util.Arrays.stream(numbers).map(Math::abs).filter(it -> it < 1e20).max().orElse(1);
      slopes[i] = (random.nextDouble() - 0.5) / width / Math.max(size, 1e-3);
    }
    PositionModel positions =
        new PositionModel() {
          @Override
          public double position(double[] row) {
            double sum = 0.5;
            for (int i = 0; i < width; i++) {
              if (levels[i] > 0) {
                boolean known = row[i] >= 0 && row[i] < levels[i];
                sum += terms[i][known ? (int) row[i] : 0];
              } else {
                boolean known = !Double.isNaN(row[i]) && !Double.isInfinite(row[i]);
                sum += slopes[i] * (known ? row[i] : means[i]);
              }
            }
            return sum;
          }

          @Override
          public NumberSet bound(NumberSet[] sets) {
            return LinearBounds.of(this, sets, levels);
          }
        };
    return new Order(features, positions);
  }

  /** A model of which nothing is known but what it answers, which may be no number. */
  Order opaque(FeatureExtractor features) {
    int width = features.width();
    return new Order(
        features,
        row -> {
          double sum = 0;
          for (int i = 0; i < width; i++) {
            sum += Double.isNaN(row[i]) ? 0.37 : Math.abs(row[i]);
          }
          return sum > 1e200 ? Double.NaN : sum - Math.floor(sum);
        });
  }

  /** A predicate of conjunctions, alternatives and negations that some record near one meets. */
  Predicate predicate(FieldValues near) {
    Predicate predicate = conjunction(near);
    while (random.nextInt(3) == 0) {
      Predicate other = conjunction(near);
      predicate =
          switch (random.nextInt(4)) {
            case 0 -> predicate.or(other);
            case 1 -> predicate.negated().or(other);
            case 2 -> other.and(predicate.or(conjunction(near)));
            default -> predicate.and(other.negated());
          };
    }
    return predicate;
  }

  /** Conditions that some record near the given one meets. */
  Predicate conjunction(FieldValues near) {
    Predicate predicate = Predicate.EVERYTHING;
    int terms = random.nextInt(1, 4);
    for (int i = 0; i < terms; i++) {
      int slot = random.nextInt(PATHS.size());
      predicate = predicate.and(PATHS.paths().get(slot), condition(near, slot));
    }
    return predicate;
  }

  /** A predicate that fixes every field. */
  Predicate point(FieldValues at) {
    Predicate predicate = Predicate.EVERYTHING;
    for (int slot = 0; slot < PATHS.size(); slot++) {
      String written = at.identifier(slot);
      predicate =
          predicate.and(
              PATHS.paths().get(slot), Condition.OneOf.of(written == null ? "nothing" : written));
    }
    return predicate;
  }

  private Condition condition(FieldValues near, int slot) {
    return switch (random.nextInt(12)) {
      case 0 -> near.isPresent(slot) ? new Condition.Present() : new Condition.Absent();
      case 1 -> {
        String text = near.text(slot);
        yield new Condition.StartsWith(
            text == null ? "G" : text.substring(0, Math.min(text.length(), 2)));
      }
      case 2, 3 -> comparison(near, slot).negated();
      default -> comparison(near, slot);
    };
  }

  private Condition comparison(FieldValues near, int slot) {
    String written = near.identifier(slot);
    double number = near.number(slot);
    if ((slot == 6 || slot == 7) && random.nextInt(3) > 0) {
      double seconds = io.shardsteer.common.feature.ComparedTime.seconds(near, slot);
      double width = Math.pow(10, random.nextInt(1, 8));
      double low = (Double.isNaN(seconds) ? 1.31e9 : seconds) - random.nextDouble() * width;
      return new Condition.Times(range(low, low + width));
    }
    if (Double.isNaN(number) || random.nextInt(4) == 0) {
      List<String> texts = new ArrayList<>(List.of(written == null ? "Graz" : written));
      if (random.nextBoolean()) {
        texts.add(CITIES.get(random.nextInt(CITIES.size())));
      }
      return Condition.OneOf.of(texts.toArray(String[]::new));
    }
    double width = Math.max(1e-9, Math.pow(10, random.nextInt(-2, 3)));
    double low = number - random.nextDouble() * width;
    return new Condition.Numbers(
        random.nextInt(8) == 0 ? Condition.Range.between(number, number) : range(low, low + width));
  }

  private Condition.Range range(double low, double high) {
    return switch (random.nextInt(4)) {
      case 0 -> new Condition.Range(Double.NEGATIVE_INFINITY, true, high, random.nextBoolean());
      case 1 -> new Condition.Range(low, random.nextBoolean(), Double.POSITIVE_INFINITY, true);
      default -> new Condition.Range(low, random.nextBoolean(), high, random.nextBoolean());
    };
  }

  SplittableRandom random() {
    return random;
  }
}
