package io.shardsteer.common.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.config.FeatureSpec.Check;
import io.shardsteer.common.config.FeatureSpec.TimePart;
import io.shardsteer.common.config.FeatureSpec.Transform;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatureExtractorTest {
  private static final double NAN = Double.NaN;

  @Test
  void aNumberIsRawOrItsLogarithm() {
    var raw = new FeatureSpec.Numeric("n", "f", Transform.RAW);
    assertThat(column(raw, 2.5)).isEqualTo(2.5);
    assertThat(column(raw, true)).isEqualTo(1);
    assertThat(column(raw, "text")).isNaN();
    assertThat(column(raw, null)).isNaN();
    var log = new FeatureSpec.Numeric("n", "f", Transform.LOG);
    assertThat(column(log, 0)).isZero();
    assertThat(column(log, Math.E - 1)).isCloseTo(1, within(1e-12));
    assertThat(column(log, -1)).isNaN();
  }

  @Test
  void aBucketCountsTheEdgesThatAreNotAbove() {
    var spec = new FeatureSpec.BucketedRange("r", "f", List.of(10.0, 20.0));
    assertThat(column(spec, 9.9)).isEqualTo(0);
    assertThat(column(spec, 10)).isEqualTo(1);
    assertThat(column(spec, 20)).isEqualTo(2);
    assertThat(column(spec, null)).isNaN();
  }

  @Test
  void aDeclaredLevelIsItsIndexAndTheRestIsOther() {
    var spec = new FeatureSpec.Categorical("c", "f", List.of("a", "94107", "true"), 64);
    assertThat(column(spec, "a")).isEqualTo(0);
    assertThat(column(spec, "94107")).isEqualTo(1);
    assertThat(column(spec, 94107)).isEqualTo(1);
    assertThat(column(spec, true)).isEqualTo(2);
    assertThat(column(spec, "z")).isEqualTo(3);
    assertThat(column(spec, 5)).isEqualTo(3);
    assertThat(column(spec, null)).isNaN();
  }

  @Test
  void aFlagIsNeverMissing() {
    var present = new FeatureSpec.Flag("g", "f", Check.PRESENT, List.of());
    assertThat(column(present, "x")).isEqualTo(1);
    assertThat(column(present, null)).isEqualTo(0);
    var equal = new FeatureSpec.Flag("g", "f", Check.IN, List.of("5"));
    assertThat(column(equal, "5")).isEqualTo(1);
    assertThat(column(equal, 5)).isEqualTo(1);
    assertThat(column(equal, 6)).isEqualTo(0);
    assertThat(column(equal, null)).isEqualTo(0);
  }

  @Test
  void partsOfATimeFollowItsZone() {
    var zone = ZoneId.of("America/Los_Angeles");
    String summer = "2014-06-01T08:30:00Z"; // Sunday 01:30 there
    assertThat(column(time(TimePart.HOUR_OF_DAY, zone), summer)).isEqualTo(1.5);
    assertThat(column(time(TimePart.DAY_OF_WEEK, zone), summer)).isEqualTo(6);
    assertThat(column(time(TimePart.HOUR_OF_WEEK, zone), summer)).isEqualTo(145.5);
    assertThat(column(time(TimePart.DAY_OF_MONTH, zone), summer)).isEqualTo(1);
    assertThat(column(time(TimePart.MONTH, zone), summer)).isEqualTo(6);
    assertThat(column(time(TimePart.EPOCH_SECONDS, zone), summer)).isEqualTo(1401611400);
    assertThat(column(time(TimePart.EPOCH_SECONDS, zone), 1401611400123L))
        .isEqualTo(1401611400.123);
    assertThat(column(time(TimePart.HOUR_OF_DAY, zone), "2014-06-01T08:30:00")).isEqualTo(8.5);
    assertThat(column(time(TimePart.HOUR_OF_DAY, zone), "yesterday")).isNaN();
    assertThat(column(time(TimePart.HOUR_OF_DAY, zone), null)).isNaN();
  }

  @Test
  void aPlaceKeepsItsCoordinatesAndNeighboursAreNearOnTheCurve() {
    var paths = FieldPaths.of(List.of("lat", "lon"));
    List<FeatureSpec> specs = List.of(new FeatureSpec.Geo("g", "lat", "lon"));
    var sample = new ArrayList<FieldValues>();
    for (double[] place : new double[][] {{37, -123}, {38, -122}}) {
      sample.add(values(paths, Map.of("lat", place[0], "lon", place[1])));
    }
    var extractor = FeatureExtractor.of(specs, paths, FeatureFitter.fit(specs, paths, sample));
    double[] row = new double[3];
    extractor.extract(values(paths, Map.of("lat", 37.5, "lon", -122.5)), row);
    assertThat(row[0]).isEqualTo(37.5);
    assertThat(row[1]).isEqualTo(-122.5);
    assertThat(row[2]).isBetween(0.0, 1.0);
    extractor.extract(values(paths, Map.of("lat", 89, "lon", -122.5)), row);
    assertThat(row[2]).isBetween(0.0, 1.0);
    extractor.extract(values(paths, Map.of("lat", 91, "lon", -122.5)), row);
    assertThat(row).containsExactly(NAN, -122.5, NAN);
  }

  @Test
  void learnsTheMostFrequentLevels() {
    var paths = FieldPaths.of(List.of("f"));
    List<FeatureSpec> specs = List.of(new FeatureSpec.Categorical("c", "f", List.of(), 2));
    var sample = new ArrayList<FieldValues>();
    for (Object value : new Object[] {"b", 5, 5, "a", "a", "a", "c", "other", "other", "other"}) {
      sample.add(values(paths, Map.of("f", value)));
    }
    var extractor = FeatureExtractor.of(specs, paths, FeatureFitter.fit(specs, paths, sample));
    assertThat(extractor.columns())
        .containsExactly(new FeatureColumn("c", List.of("a", "5", "other")));
  }

  @Test
  void extractsTheSameAfterTheTripThroughSampleAndManifest() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var zone = ZoneId.of("Europe/London");
    List<FeatureSpec> specs =
        List.of(
            new FeatureSpec.Numeric("a", "x", Transform.LOG),
            new FeatureSpec.BucketedRange("b", "x", List.of(-1.0, 0.5)),
            new FeatureSpec.Categorical("c", "y", List.of(), 5),
            new FeatureSpec.Flag("d", "y", Check.IN, List.of("3")),
            new FeatureSpec.Time("e", "z", TimePart.HOUR_OF_WEEK, zone),
            new FeatureSpec.Geo("g", "x", "z"));
    var paths = FieldPaths.of(List.of("x", "y", "z"));
    var sampleFields = new SampleFields(paths);
    var sample = new ArrayList<FieldValues>();
    for (int i = 0; i < 10_000; i++) {
      var values = new FieldValues(paths);
      for (int slot = 0; slot < 3; slot++) {
        fill(values, slot, random);
      }
      sample.add(values);
    }
    var fitted = FeatureFitter.fit(specs, paths, sample);
    var serving = FeatureExtractor.of(specs, paths, fitted);
    var training = FeatureExtractor.of(specs, paths, FittedFeatures.fromJson(fitted.toJson()));
    double[] served = new double[serving.width()];
    double[] trained = new double[training.width()];
    var copy = new FieldValues(paths);
    for (FieldValues values : sample) {
      serving.extract(values, served);
      sampleFields.fill(sampleFields.toMap(values), copy);
      training.extract(copy, trained);
      assertThat(trained).isEqualTo(served);
    }
  }

  private static void fill(FieldValues values, int slot, Random random) {
    switch (random.nextInt(7)) {
      case 0 -> values.setNull(slot);
      case 1 -> values.setBoolean(slot, random.nextBoolean());
      case 2 -> values.setText(slot, Integer.toString(random.nextInt(8)));
      case 3 -> values.setText(slot, "2014-0%d-11T0%d:00".formatted(1 + random.nextInt(9), 3));
      case 4 -> values.setNumber(slot, random.nextInt(8));
      case 5 -> values.setNumber(slot, random.nextGaussian() * 1e9);
      default -> {}
    }
  }

  private static FeatureSpec time(TimePart part, ZoneId zone) {
    return new FeatureSpec.Time("t", "f", part, zone);
  }

  private static double column(FeatureSpec spec, @org.jspecify.annotations.Nullable Object value) {
    var paths = FieldPaths.of(List.of("f"));
    double[] row = new double[1];
    FeatureExtractor.of(List.of(spec), paths, FittedFeatures.NONE)
        .extract(values(paths, value == null ? Map.of() : Map.of("f", value)), row);
    return row[0];
  }

  private static FieldValues values(FieldPaths paths, Map<String, Object> fields) {
    var values = new FieldValues(paths);
    new SampleFields(paths).fill(fields, values);
    return values;
  }
}
