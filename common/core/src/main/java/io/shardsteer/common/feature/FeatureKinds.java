package io.shardsteer.common.feature;

import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.config.FeatureSpec.Age;
import io.shardsteer.common.config.FeatureSpec.BucketedRange;
import io.shardsteer.common.config.FeatureSpec.Categorical;
import io.shardsteer.common.config.FeatureSpec.Expression;
import io.shardsteer.common.config.FeatureSpec.Flag;
import io.shardsteer.common.config.FeatureSpec.Geo;
import io.shardsteer.common.config.FeatureSpec.HashedKey;
import io.shardsteer.common.config.FeatureSpec.LearnedWords;
import io.shardsteer.common.config.FeatureSpec.Numeric;
import io.shardsteer.common.config.FeatureSpec.TextEmbedding;
import io.shardsteer.common.config.FeatureSpec.TextLength;
import io.shardsteer.common.config.FeatureSpec.Time;
import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.config.FeatureSpec.Transform;
import io.shardsteer.common.record.EpochTime;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.ZoneOffsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What each kind of feature compiles to, and what it has to be fitted to. */
final class FeatureKinds {
  private static final FittedParameters.Moments UNSCALED = new FittedParameters.Moments(0, 1);

  private FeatureKinds() {}

  static CompiledFeature compile(FeatureSpec spec, FieldPaths paths, FittedFeatures fitted) {
    String name = spec.name();
    int slot = paths.slot(spec.fields().get(0));
    if (spec instanceof Numeric numeric) {
      boolean scaled = numeric.transform() == Transform.STANDARDISED;
      return new NumericFeature(
          numeric, slot, scaled ? fitted.get(name, FittedParameters.Moments.class) : UNSCALED);
    }
    if (spec instanceof BucketedRange range) {
      List<Double> edges =
          range.edges().isEmpty()
              ? fitted.get(name, FittedParameters.Edges.class).edges()
              : range.edges();
      return new BucketFeature(name, slot, edges.stream().mapToDouble(edge -> edge).toArray());
    }
    if (spec instanceof Categorical categorical) {
      return categorical(categorical, slot, fitted);
    }
    if (spec instanceof Flag flag) {
      return switch (flag.check()) {
        case PRESENT -> new PresentFeature(name, slot);
        case IN -> new MemberFeature(name, slot, new LevelIndex(flag.values()));
        case MATCHES -> new MatchesFeature(name, slot, Pattern.compile(flag.values().get(0)));
      };
    }
    if (spec instanceof Time time) {
      ZoneOffsets zone = ZoneOffsets.of(time.zone());
      return new TimeFeature(time, new EpochTime(slot, time.unit(), zone), zone);
    }
    if (spec instanceof Age age) {
      ZoneOffsets zone = ZoneOffsets.of(age.zone());
      return new AgeFeature(
          name,
          new EpochTime(slot, TimeUnit.AUTO, zone),
          new EpochTime(paths.slot(age.to()), TimeUnit.AUTO, zone));
    }
    if (spec instanceof Geo geo) {
      int longitude = paths.slot(geo.longitudeField());
      return new GeoFeature(name, slot, longitude, fitted.get(name, FittedParameters.Box.class));
    }
    if (spec instanceof TextLength) {
      return new TextLengthFeature(name, slot);
    }
    if (spec instanceof TextEmbedding embedding) {
      return new TextEmbeddingFeature(name, slot, embedding.dimensions());
    }
    if (spec instanceof LearnedWords words) {
      return new WordVectorFeature(name, slot, vectors(words, fitted));
    }
    if (spec instanceof HashedKey) {
      return new HashedKeyFeature(name, slot);
    }
    if (spec instanceof Expression expression) {
      return new ExpressionFeature(
          name, expression.operation(), slot, paths.slot(expression.right()));
    }
    throw new IllegalArgumentException("No such kind of feature: " + spec);
  }

  private static WordVectors vectors(LearnedWords spec, FittedFeatures fitted) {
    WordVectors vectors = fitted.get(spec.name(), FittedParameters.Meanings.class).vectors();
    if (vectors.dimensions() != spec.dimensions()) {
      throw new IllegalArgumentException(
          "Feature '%s' has %d dimensions, but its word vectors have %d.\nTrain a new model."
              .formatted(spec.name(), spec.dimensions(), vectors.dimensions()));
    }
    return vectors;
  }

  private static CompiledFeature categorical(Categorical spec, int slot, FittedFeatures fitted) {
    if (spec.hashedWidth() > 0) {
      return new HashedLevelFeature(spec.name(), slot, spec.hashedWidth());
    }
    if (!spec.levels().isEmpty()) {
      return new CategoricalFeature(spec.name(), slot, spec.levels(), false);
    }
    FittedParameters.Levels learned = fitted.get(spec.name(), FittedParameters.Levels.class);
    return new CategoricalFeature(spec.name(), slot, learned.levels(), !learned.complete());
  }

  /** What gathers the spec's fitted part from a sample; empty where it needs none. */
  static Optional<Fitting> fitting(FeatureSpec spec, FieldPaths paths) {
    int slot = paths.slot(spec.fields().get(0));
    if (spec instanceof Numeric numeric && numeric.transform() == Transform.STANDARDISED) {
      return Optional.of(new MomentsFitting(slot));
    }
    if (spec instanceof BucketedRange range && range.edges().isEmpty()) {
      return Optional.of(new EdgesFitting(slot, range.buckets()));
    }
    if (spec instanceof Categorical categorical
        && categorical.levels().isEmpty()
        && categorical.hashedWidth() == 0) {
      return Optional.of(new LevelsFitting(slot, categorical.maxLevels()));
    }
    if (spec instanceof Geo geo) {
      return Optional.of(new BoxFitting(slot, paths.slot(geo.longitudeField())));
    }
    return Optional.empty();
  }
}
