package io.shardsteer.common.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.config.FeatureSpec.Check;
import io.shardsteer.common.config.FeatureSpec.Operation;
import io.shardsteer.common.config.FeatureSpec.TimePart;
import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.config.FeatureSpec.Transform;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.SampleFields;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
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
  void aNumberMayBeTransformed() {
    var signedLog = new FeatureSpec.Numeric("n", "f", Transform.SIGNED_LOG);
    assertThat(column(signedLog, -3)).isEqualTo(-column(signedLog, 3)).isNegative();
    assertThat(column(signedLog, 0)).isZero();
    var clip = new FeatureSpec.Numeric("n", "f", Transform.CLIP, 0, 10);
    assertThat(column(clip, -1)).isEqualTo(0);
    assertThat(column(clip, 11)).isEqualTo(10);
    assertThat(column(clip, 5)).isEqualTo(5);
    assertThat(column(clip, null)).isNaN();
    var standardised = new FeatureSpec.Numeric("n", "f", Transform.STANDARDISED);
    assertThat(fittedColumn(standardised, List.of(1, 2, 3, "x"), 4)).isEqualTo(2);
    assertThat(fittedColumn(standardised, List.of(5, 5), 7)).isEqualTo(2);
    assertThat(fittedColumn(standardised, List.of(), 7)).isEqualTo(7);
  }

  @Test
  void quantilesOfTheSampleMakeBuckets() {
    var spec = new FeatureSpec.BucketedRange("r", "f", List.of(), 4);
    List<Object> sample = List.of(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(fittedColumn(spec, sample, 0)).isEqualTo(0);
    assertThat(fittedColumn(spec, sample, 3)).isEqualTo(1);
    assertThat(fittedColumn(spec, sample, 8)).isEqualTo(3);
    assertThat(fittedColumn(spec, List.of(1, 1, 1, 1), 1)).isEqualTo(0);
    assertThat(fittedColumn(spec, List.of(), 1)).isEqualTo(0);
  }

  @Test
  void hashedLevelsNeedNoSampleAndStayWithinTheirWidth() {
    var spec = new FeatureSpec.Categorical("c", "f", List.of(), 64, 16);
    for (Object value : new Object[] {"a", "b", 5, -5, true}) {
      assertThat(column(spec, value)).isBetween(0.0, 15.0).isEqualTo(column(spec, value));
    }
    assertThat(column(spec, null)).isNaN();
    var key = new FeatureSpec.HashedKey("k", "f");
    assertThat(column(key, "a")).isBetween(0.0, 1.0).isNotEqualTo(column(key, "b"));
    assertThat(column(key, -0.0)).isEqualTo(column(key, 0.0));
    assertThat(column(key, null)).isNaN();
  }

  @Test
  void aFlagMatchesTheBeginningOfALongTextOnly() {
    var spec = new FeatureSpec.Flag("g", "f", Check.MATCHES, List.of("^C"));
    assertThat(column(spec, "C536")).isEqualTo(1);
    assertThat(column(spec, "536C")).isEqualTo(0);
    assertThat(column(spec, 536)).isEqualTo(0);
    assertThat(column(spec, null)).isEqualTo(0);
    var last = new FeatureSpec.Flag("g", "f", Check.MATCHES, List.of("z"));
    assertThat(column(last, "a".repeat(2_000) + "z")).isEqualTo(0);
  }

  @Test
  void aCyclicPartMeetsItsBeginning() {
    var spec =
        new FeatureSpec.Time("t", "f", TimePart.HOUR_OF_DAY, ZoneId.of("UTC"), TimeUnit.AUTO, true);
    double[] late = row(spec, "2014-06-01T23:59:59Z");
    double[] early = row(spec, "2014-06-02T00:00:01Z");
    assertThat(late[0]).isCloseTo(early[0], within(1e-3));
    assertThat(late[1]).isCloseTo(early[1], within(1e-3));
    assertThat(row(spec, "2014-06-01T06:00:00Z")[0]).isCloseTo(1, within(1e-12));
    assertThat(row(spec, Map.of())).containsOnly(NAN);
  }

  @Test
  void anEpochNumberHasItsUnitOrItsMagnitude() {
    for (TimeUnit unit : TimeUnit.values()) {
      double perSecond =
          switch (unit) {
            case AUTO, SECONDS -> 1;
            case MILLIS -> 1e3;
            case MICROS -> 1e6;
            case NANOS -> 1e9;
          };
      var declared =
          new FeatureSpec.Time("t", "f", TimePart.EPOCH_SECONDS, ZoneId.of("UTC"), unit, false);
      assertThat(column(declared, 1_401_611_400 * perSecond)).isEqualTo(1_401_611_400);
      assertThat(column(time(TimePart.EPOCH_SECONDS, ZoneId.of("UTC")), 1_401_611_400 * perSecond))
          .isEqualTo(1_401_611_400);
    }
  }

  @Test
  void anAgeIsTheTimeBetweenTwoTimes() {
    var spec = new FeatureSpec.Age("a", "from", "to", ZoneId.of("UTC"));
    assertThat(row(spec, Map.of("from", "2014-01-01", "to", 1388534460))[0]).isEqualTo(60);
    assertThat(row(spec, Map.of("from", "2014-01-01"))[0]).isNaN();
  }

  @Test
  void anExpressionIsMissingWhereItHasNoFiniteResult() {
    var ratio = new FeatureSpec.Expression("e", Operation.RATIO, "a", "b");
    assertThat(row(ratio, Map.of("a", 6, "b", 4))[0]).isEqualTo(1.5);
    assertThat(row(ratio, Map.of("a", 6, "b", 0))[0]).isNaN();
    assertThat(row(ratio, Map.of("a", 0, "b", 0))[0]).isNaN();
    assertThat(row(ratio, Map.of("a", 6))[0]).isNaN();
    var difference = new FeatureSpec.Expression("e", Operation.DIFFERENCE, "a", "b");
    assertThat(row(difference, Map.of("a", 6, "b", 4))[0]).isEqualTo(2);
    var product = new FeatureSpec.Expression("e", Operation.PRODUCT, "a", "b");
    assertThat(row(product, Map.of("a", 6, "b", 4))[0]).isEqualTo(24);
    assertThat(row(product, Map.of("a", 1e300, "b", 1e300))[0]).isNaN();
  }

  @Test
  void textsHaveALength() {
    var spec = new FeatureSpec.TextLength("l", "f");
    assertThat(column(spec, "abc")).isEqualTo(3);
    assertThat(column(spec, "")).isZero();
    assertThat(column(spec, 123)).isNaN();
  }

  @Test
  void textsThatShareWordsAreNearEachOther() {
    var spec = new FeatureSpec.TextEmbedding("w", "f", 32);
    double[] heart = row(spec, "WHITE HANGING HEART");
    assertThat(dot(heart, heart)).isCloseTo(1, within(1e-12));
    assertThat(row(spec, "white, hanging heart!")).isEqualTo(heart);
    assertThat(dot(heart, row(spec, "RED HANGING HEART")))
        .isGreaterThan(dot(heart, row(spec, "christmas pudding bowl")));
    assertThat(row(spec, "?!")).containsOnly(0);
    assertThat(row(spec, Map.of())).containsOnly(NAN);
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
  void aTextIsTheMeanOfItsKnownWords() {
    var words =
        new WordVectors("c", 2, Map.of("red", new float[] {1, 0}, "hat", new float[] {0, -3}));
    var paths = FieldPaths.of(List.of("f"));
    List<FeatureSpec> specs = List.of(new FeatureSpec.LearnedWords("w", "f", 2, 100, 1, 1));
    FittedFeatures fitted = FittedFeatures.NONE.with(Map.of("w", words));
    var extractor = FeatureExtractor.of(specs, paths, fitted);
    var row = new double[2];
    extractor.extract(values(paths, Map.of("f", "a RED,red hat!")), row);
    assertThat(row).containsExactly(2.0 / 3, -1);
    extractor.extract(values(paths, Map.of("f", "reds")), row);
    assertThat(row).containsExactly(NAN, NAN);
    extractor.extract(values(paths, Map.of()), row);
    assertThat(row).containsExactly(NAN, NAN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FittedFeatures.fromJson(fitted.toJson(), Map.of()))
        .withMessageContaining("'w'");
  }

  @Test
  void featuresSeeTheFirstTenThousandCharacters() {
    String text = "x".repeat(20_000);
    assertThat(column(new FeatureSpec.TextLength("l", "f"), text)).isEqualTo(10_000);
    String gift = "x".repeat(9_999) + "\uD83C\uDF81";
    assertThat(column(new FeatureSpec.TextLength("l", "f"), gift)).isEqualTo(9_999);
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
        .containsExactly(
            new FeatureColumn("c", List.of("a", "5", "other")),
            new FeatureColumn("c.hash", List.of()));
    var row = new double[2];
    extractor.extract(values(paths, Map.of("f", "b")), row);
    double hashOfB = row[1];
    extractor.extract(values(paths, Map.of("f", "never seen")), row);
    assertThat(row[0]).isEqualTo(2);
    assertThat(row[1]).isBetween(0.0, 1.0).isNotEqualTo(hashOfB);
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
            new FeatureSpec.Numeric("h", "x", Transform.STANDARDISED),
            new FeatureSpec.BucketedRange("i", "y", List.of(), 7),
            new FeatureSpec.TextEmbedding("j", "y", 4),
            new FeatureSpec.HashedKey("k", "z"),
            new FeatureSpec.Expression("l", Operation.RATIO, "x", "y"),
            new FeatureSpec.Age("m", "x", "z", zone),
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

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double fittedColumn(FeatureSpec spec, List<Object> sample, Object value) {
    var paths = FieldPaths.of(spec.fields());
    var fitted =
        FeatureFitter.fit(
            List.of(spec), paths, sample.stream().map(v -> values(paths, Map.of("f", v))).toList());
    double[] row = new double[1];
    FeatureExtractor.of(List.of(spec), paths, fitted)
        .extract(values(paths, Map.of("f", value)), row);
    return row[0];
  }

  private static double[] row(FeatureSpec spec, String value) {
    return row(spec, Map.of("f", value));
  }

  private static double[] row(FeatureSpec spec, Map<String, Object> fields) {
    var paths = FieldPaths.of(spec.fields());
    var extractor = FeatureExtractor.of(List.of(spec), paths, FittedFeatures.NONE);
    double[] row = new double[extractor.width()];
    extractor.extract(values(paths, fields), row);
    return row;
  }

  private static double column(FeatureSpec spec, @Nullable Object value) {
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
