package io.shardsteer.common.feature;

import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.config.FeatureSpec.BucketedRange;
import io.shardsteer.common.config.FeatureSpec.Categorical;
import io.shardsteer.common.config.FeatureSpec.Flag;
import io.shardsteer.common.config.FeatureSpec.Geo;
import io.shardsteer.common.config.FeatureSpec.Numeric;
import io.shardsteer.common.config.FeatureSpec.Time;
import java.util.List;
import java.util.Optional;

/** What each kind of feature compiles to, and what it has to be fitted to. */
final class FeatureKinds {
  private FeatureKinds() {}

  static CompiledFeature compile(FeatureSpec spec, FieldPaths paths, FittedFeatures fitted) {
    if (spec instanceof Numeric numeric) {
      return new NumericFeature(numeric, paths.slot(numeric.field()));
    }
    if (spec instanceof BucketedRange range) {
      double[] edges = range.edges().stream().mapToDouble(Double::doubleValue).sorted().toArray();
      return new BucketFeature(range.name(), paths.slot(range.field()), edges);
    }
    if (spec instanceof Categorical categorical) {
      List<String> levels =
          categorical.levels().isEmpty()
              ? fitted.get(categorical.name(), Fit.Levels.class).levels()
              : categorical.levels();
      return new CategoricalFeature(categorical.name(), paths.slot(categorical.field()), levels);
    }
    if (spec instanceof Flag flag) {
      int slot = paths.slot(flag.field());
      return flag.equalTo().isPresent()
          ? EqualsFeature.of(flag.name(), slot, flag.equalTo().get())
          : new FlagFeature(flag.name(), slot);
    }
    if (spec instanceof Time time) {
      return new TimeFeature(
          time.name(), paths.slot(time.field()), time.part(), ZoneOffsets.of(time.zone()));
    }
    if (spec instanceof Geo geo) {
      return new GeoFeature(
          geo.name(),
          paths.slot(geo.latitudeField()),
          paths.slot(geo.longitudeField()),
          fitted.get(geo.name(), Fit.Box.class));
    }
    throw new IllegalArgumentException("No such kind of feature: " + spec);
  }

  /** What gathers the spec's fitted part from a sample; empty where it needs none. */
  static Optional<Fitting> fitting(FeatureSpec spec, FieldPaths paths) {
    if (spec instanceof Categorical categorical && categorical.levels().isEmpty()) {
      return Optional.of(
          new LevelsFitting(paths.slot(categorical.field()), categorical.maxLevels()));
    }
    if (spec instanceof Geo geo) {
      return Optional.of(
          new BoxFitting(paths.slot(geo.latitudeField()), paths.slot(geo.longitudeField())));
    }
    return Optional.empty();
  }
}
