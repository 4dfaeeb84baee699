package io.shardsteer.common.locate;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.feature.FeatureExtractor;
import io.shardsteer.common.locate.Locator.Order;
import io.shardsteer.common.pin.Pin;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.LateUse;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.RowPartitions;
import io.shardsteer.common.steering.RowPlace;
import io.shardsteer.common.steering.Segment;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.common.steering.Summaries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The one thing that a locator must never do is to leave out a shard that holds a match. */
class LocatorTest {
  private static final long SEED = Long.getLong("shardsteer.seed", System.nanoTime());

  /** Pairs of a predicate and a record, for each of the models. */
  private static final int PAIRS = Integer.getInteger("shardsteer.pairs", 200_000);

  private static final int RECORDS = 1_100;
  private static final long STEP = 1_000;

  /** A record as it was routed. */
  private record Routed(
      FieldValues values,
      String key,
      String recordId,
      long publishMillis,
      int shard,
      RowPlace place) {
    /** True if some table that counts for its time looks for it in its partition and slice. */
    boolean isIn(Location location) {
      return location.reaches().stream()
          .anyMatch(
              reach ->
                  reach.shards().contains(shard)
                      && reach.times().contains(publishMillis)
                      && reach.table().model().version() == place.modelVersion()
                      && reach.table().partitions().cell(place.orderKey()) == place.cell()
                      && reach.table().partitions().bucket(publishMillis) == place.bucket()
                      && reach.orderKeys().contains(place.orderKey()));
    }
  }

  @TestFactory
  List<DynamicTest> neverLeavesOutAShardThatHoldsAMatch() {
    Map<String, Function<RandomPipeline, Order>> models = new java.util.LinkedHashMap<>();
    models.put(
        "one tree, every kind of feature", it -> it.trees(it.features(it.everyKind()), 1, 12));
    models.put("one tree, few features", it -> it.trees(it.features(it.someKinds()), 1, 9));
    models.put("many trees", it -> it.trees(it.features(it.someKinds()), 12, 5));
    models.put("linear", it -> it.linear(it.features(it.everyKind())));
    models.put("unknown, at times no number", it -> it.opaque(it.features(it.someKinds())));
    return models.entrySet().stream()
        .map(
            model ->
                DynamicTest.dynamicTest(
                    model.getKey(), () -> holdsForRandomStreams(model.getValue(), false)))
        .toList();
  }

  @TestFactory
  List<DynamicTest> neverLeavesOneOutWhereTablesAreSummarised() {
    return List.of(
        DynamicTest.dynamicTest(
            "trees",
            () -> holdsForRandomStreams(it -> it.trees(it.features(it.everyKind()), 1, 12), true)),
        DynamicTest.dynamicTest(
            "linear",
            () -> holdsForRandomStreams(it -> it.linear(it.features(it.someKinds())), true)));
  }

  private static void holdsForRandomStreams(
      Function<RandomPipeline, Order> model, boolean summarised) {
    System.out.println("seed " + SEED);
    int pairs = 0;
    int matches = 0;
    long asked = 0;
    long possible = 0;
    for (int round = 0; pairs < PAIRS; round++) {
      RandomPipeline pipeline = new RandomPipeline(SEED + round);
      Stream stream =
          new Stream(pipeline, List.of(model.apply(pipeline), model.apply(pipeline)), summarised);
      List<Routed> routed = stream.route();
      for (int i = 0; i < 20; i++) {
        Routed near = routed.get(pipeline.random().nextInt(routed.size()));
        Predicate predicate =
            i < 2 ? pipeline.point(near.values()) : pipeline.predicate(near.values());
        if (i % 5 == 0) {
          predicate = predicate.and(Predicate.KEY, Condition.OneOf.of(near.key(), "no such key"));
        } else if (i % 5 == 1) {
          predicate = predicate.and(Predicate.RECORD_ID, Condition.OneOf.of(near.recordId(), "x"));
        }
        long from = i % 3 == 0 ? 0 : near.publishMillis() - 2 * STEP;
        TimeRange times = new TimeRange(from, i % 4 == 0 ? Long.MAX_VALUE : from + 4 * STEP);
        Location location = stream.locator().locate(stream.context(), predicate, times);
        asked += location.shards().size();
        possible += stream.shards();
        Predicate.RowFilter filter = predicate.filter(RandomPipeline.PATHS);
        for (Routed record : routed) {
          boolean match =
              times.contains(record.publishMillis())
                  && filter.mayMatch(record.key(), record.publishMillis(), record.recordId())
                  && filter.matches(
                      record.key(), record.publishMillis(), record.recordId(), record.values());
          matches += match ? 1 : 0;
          if (match && !record.isIn(location)) {
            throw new AssertionError(
                "Seed %d: %s in %s leaves out shard %d or the place of %s: %s"
                    .formatted(
                        SEED + round,
                        predicate,
                        times,
                        record.shard(),
                        describe(record.values()),
                        location));
          }
        }
        pairs += routed.size();
      }
    }
    System.out.printf(
        "%,d pairs, %,d matches, %.2f of the shards asked%n",
        pairs, matches, asked / (double) possible);
    assertThat(matches).isGreaterThan(1_000);
  }

  /** The shards that a table of one shard for each quarter of the hash asks, with two pins. */
  private static List<Integer> pinnedShards(String predicate) {
    var pins =
        new Pins(
            List.of(
                new Pin("", List.of("whale", "7"), 3, true),
                new Pin("city", List.of("Ghent", "Lviv"), 1, false)));
    var table =
        new RoutingTable(
            1,
            ModelRef.HASH,
            SplitPoints.of(0.25, 0.5, 1),
            List.of(0, 1, 2, 3),
            0,
            RoutingTable.LEAST_LEAD_MILLIS,
            true,
            "test",
            RowPartitions.UNKNOWN_RATE,
            pins);
    return new Locator(RandomPipeline.PATHS, model -> Optional.empty())
        .shards(table, Predicate.parse(predicate));
  }

  @Test
  void asksThePinnedShardAloneForWhatIsPinned() {
    assertThat(pinnedShards("@key = 'whale'")).containsExactly(3);
    assertThat(pinnedShards("@key in ('whale', 7)")).containsExactly(3);
    assertThat(pinnedShards("@key = 'whale' and city = 'Oakland'")).containsExactly(3);
    assertThat(pinnedShards("city in ('Ghent', 'Lviv')")).containsExactly(1, 3);
    assertThat(pinnedShards("city = 'Oakland'")).containsExactly(0, 1, 2, 3);
    int hashed = (int) (OrderKey.hashPosition(KeyHash.of("other")) * 4);
    int interval = hashed == 0 ? 0 : hashed == 1 ? 1 : 2;
    assertThat(pinnedShards("@key = 'other' and city = 'Oakland'")).containsExactly(interval);
    assertThat(pinnedShards("@key = 'other'")).contains(1, interval).doesNotContain(3);
  }

  /** Sharper than shards can tell: of every column, and of the position. */
  @Test
  void boundsEveryFeatureAndEveryPosition() {
    System.out.println("seed " + SEED);
    int matches = 0;
    for (int round = 0; matches < 60_000; round++) {
      RandomPipeline pipeline = new RandomPipeline(SEED + round);
      FeatureExtractor features = pipeline.features(pipeline.everyKind());
      List<Order> orders =
          List.of(
              pipeline.trees(features, 1, 12),
              pipeline.trees(features, 10, 6),
              pipeline.linear(features));
      FieldValues near = new FieldValues(RandomPipeline.PATHS);
      FieldValues values = new FieldValues(RandomPipeline.PATHS);
      double[] row = new double[features.width()];
      for (int i = 0; i < 20; i++) {
        pipeline.fill(near);
        Predicate predicate = i == 0 ? pipeline.point(near) : pipeline.conjunction(near);
        NumberSet[] columns =
            features.bound(new FieldSets(RandomPipeline.PATHS, predicate.cases().get(0).sets()));
        List<NumberSet> positions =
            orders.stream().map(order -> order.positions().bound(columns)).toList();
        Predicate.RowFilter filter = predicate.filter(RandomPipeline.PATHS);
        for (int record = 0; record < 500; record++) {
          pipeline.fillNear(near, values);
          if (filter.matches("", 0, "", values)) {
            matches++;
            features.extract(values, row);
            for (int column = 0; column < row.length; column++) {
              if (!columns[column].contains(row[column])) {
                throw new AssertionError(
                    "Seed %d: of %s, %s says %s, but it is %s for %s"
                        .formatted(
                            SEED + round,
                            predicate,
                            features.columns().get(column),
                            columns[column],
                            row[column],
                            describe(values)));
              }
            }
            for (int order = 0; order < orders.size(); order++) {
              double position = orders.get(order).positions().position(row);
              if (!positions.get(order).contains(position)) {
                throw new AssertionError(
                    "Seed %d: of %s, order %d says %s, but the position is %s for %s"
                        .formatted(
                            SEED + round,
                            predicate,
                            order,
                            positions.get(order),
                            position,
                            describe(values)));
              }
            }
          }
        }
      }
    }
  }

  private static String describe(FieldValues values) {
    return IntStream.range(0, RandomPipeline.PATHS.size())
        .mapToObj(
            slot ->
                RandomPipeline.PATHS.paths().get(slot)
                    + "="
                    + values.kind(slot)
                    + " "
                    + values.identifier(slot))
        .toList()
        .toString();
  }

  /**
   * A stream under rebalances, retrainings and changes of the number of shards, routed by an
   * instance that hears of tables late and by one that passes over a model for a while.
   */
  private static final class Stream {
    /** As they are written, some by several kinds of value. */
    private static final List<String> PINNED_VALUES =
        List.of("Oakland", "San Jose", "x1", "x2", "7", "0", "1", "-0.0", "94107", "true", "3");

    private record Key(String rowKey, String recordId) implements Decider.RecordKey {
      @Override
      public long tieHash(boolean keepKeyTogether) {
        return KeyHash.of(keepKeyTogether ? rowKey : recordId);
      }
    }

    private final RandomPipeline pipeline;
    private final Map<Integer, Order> orders = new HashMap<>();
    private final List<RoutingTable> tables = new ArrayList<>();
    private final List<LateUse> lateUses = new ArrayList<>();
    private final boolean summarised;
    private int shards;

    /**
     * @param summarised whether readers have only a summary of most tables
     */
    Stream(RandomPipeline pipeline, List<Order> models, boolean summarised) {
      this.pipeline = pipeline;
      this.summarised = summarised;
      SplittableRandom random = pipeline.random();
      for (int i = 0; i < models.size(); i++) {
        orders.put(i + 1, models.get(i));
      }
      for (int revision = 0; revision < 9; revision++) {
        int version = revision < 2 ? 0 : revision < 6 ? 1 : revision < 8 ? 2 : 1;
        int count = revision < 4 ? 5 : 8;
        shards = Math.max(shards, count);
        double[] splitPoints = random.doubles(count - 1L).sorted().toArray();
        if (splitPoints.length > 2 && random.nextBoolean()) {
          splitPoints[1] = splitPoints[0];
        }
        tables.add(
            new RoutingTable(
                revision,
                version == 0 ? ModelRef.HASH : new ModelRef(version, "package-" + version, "00"),
                SplitPoints.at(
                    random.nextBoolean() ? Resolution.FULL : random.nextInt(1, 12), splitPoints),
                shuffled(count, random),
                revision * STEP,
                RoutingTable.LEAST_LEAD_MILLIS,
                random.nextBoolean(),
                "test",
                new RowPartitions(1 << random.nextInt(10), 1 + random.nextLong(2 * STEP)),
                pins(count, random)));
      }
    }

    private static Pins pins(int count, SplittableRandom random) {
      List<Pin> pins = new ArrayList<>();
      for (int i = random.nextInt(5) - 2; i > 0; i--) {
        boolean ofKey = random.nextBoolean();
        String field =
            RandomPipeline.PATHS.paths().get(random.nextInt(RandomPipeline.PATHS.size()));
        List<String> values =
            random
                .ints(1 + random.nextInt(3), 0, PINNED_VALUES.size())
                .mapToObj(value -> ofKey ? "key-" + value : PINNED_VALUES.get(value))
                .toList();
        pins.add(new Pin(ofKey ? "" : field, values, random.nextInt(count), false));
      }
      return new Pins(pins);
    }

    private static List<Integer> shuffled(int count, SplittableRandom random) {
      List<Integer> ids = new ArrayList<>(IntStream.range(0, count).boxed().toList());
      java.util.Collections.shuffle(ids, new java.util.Random(random.nextLong()));
      return ids;
    }

    int shards() {
      return shards;
    }

    Locator locator() {
      return new Locator(
          RandomPipeline.PATHS, ref -> Optional.ofNullable(orders.get(ref.version())));
    }

    PlacementContext context() {
      return new PlacementContext(known(), Reshards.NONE, lateUses, Long.MAX_VALUE);
    }

    private RoutingHistory known() {
      RoutingHistory history = history(tables);
      if (summarised) {
        for (Segment segment : Summaries.due(history, 600_000, Duration.ZERO)) {
          history = history.summarised(segment);
        }
        assertThat(history.tables()).hasSize(1);
      }
      return history;
    }

    private static RoutingHistory history(List<RoutingTable> some) {
      RoutingHistory history = RoutingHistory.startingWith(some.get(0));
      for (RoutingTable table : some.subList(1, some.size())) {
        history = history.with(table);
      }
      return history;
    }

    List<Routed> route() {
      RoutingSnapshot whole = snapshot(tables);
      RoutingSnapshot without = snapshot(tables.stream().filter(it -> it.revision() != 5).toList());
      lateUses.add(new LateUse(4, 5 * STEP, 6 * STEP - 1));
      // The instance hears of revision 3 four tenths of a step late.
      lateUses.add(new LateUse(2, 3 * STEP, 3 * STEP + STEP * 4 / 10));
      RoutingSnapshot before = snapshot(tables.subList(0, 3));
      // What is delivered again may go by a summary.
      RoutingSnapshot again = snapshot(known());
      Decider decider = new Decider(RandomPipeline.PATHS);
      List<Routed> routed = new ArrayList<>();
      for (int i = 0; i < RECORDS; i++) {
        FieldValues values = new FieldValues(RandomPipeline.PATHS);
        pipeline.fill(values);
        String key = "key-" + pipeline.random().nextInt(200);
        long publishMillis = pipeline.random().nextLong(tables.size() * STEP);
        boolean late = publishMillis >= 3 * STEP && publishMillis <= 3 * STEP + STEP * 4 / 10;
        RoutingSnapshot snapshot =
            i % 3 == 0 ? without : late && i % 3 == 1 ? before : i % 7 == 0 ? again : whole;
        String recordId = "record-" + i;
        Decider.Outcome outcome =
            decider.decide(snapshot, values, new Key(key, recordId), publishMillis);
        assertThat(outcome).isNotEqualTo(Decider.Outcome.AWAITS_MODEL);
        routed.add(
            new Routed(values, key, recordId, publishMillis, decider.shard(), decider.place()));
      }
      return routed;
    }

    private RoutingSnapshot snapshot(List<RoutingTable> some) {
      return snapshot(history(some));
    }

    private RoutingSnapshot snapshot(RoutingHistory history) {
      return RoutingSnapshot.of(
          history,
          orders.entrySet().stream()
              .map(
                  entry -> {
                    FeatureExtractor features = entry.getValue().features();
                    return new RoutedModel(
                        entry.getKey(),
                        features.width(),
                        features::extract,
                        entry.getValue().positions());
                  })
              .toList());
    }
  }

  @Test
  void everyFixedFieldAndTheKeyGiveTheOneShard() {
    RandomPipeline pipeline = new RandomPipeline(SEED);
    List<FeatureSpec> specs = pipeline.everyKind();
    Order order = pipeline.trees(pipeline.features(specs), 20, 6);
    RoutingTable table =
        new RoutingTable(
            1,
            new ModelRef(1, "package-1", "00"),
            SplitPoints.uniform(64),
            IntStream.range(0, 64).boxed().toList(),
            0,
            "test");
    Locator locator = new Locator(RandomPipeline.PATHS, ref -> Optional.of(order));
    Predicate point = Predicate.EVERYTHING;
    for (String path : RandomPipeline.PATHS.paths()) {
      point = point.and(path, Condition.OneOf.of("Graz"));
    }
    point = point.and(Predicate.KEY, Condition.OneOf.of("k"));
    assertThat(locator.shards(table, point)).hasSize(1);
  }

  @Test
  void aKeyFixesTheShardOfHashedRecordsAndNothingElseDoes() {
    Locator locator = new Locator(RandomPipeline.PATHS, ref -> Optional.empty());
    RoutingTable table = RoutingTable.initial(16);
    Predicate field = Predicate.parse("a = 3");
    assertThat(locator.shards(table, field)).hasSize(16);
    assertThat(locator.shards(table, Predicate.parse("@key = k7 and a = 3"))).hasSize(1);
    assertThat(locator.shards(table, Predicate.parse("@record_id = k7"))).hasSize(16);
    RoutingTable byId = RoutingTable.initial(16, 1_000, false);
    assertThat(locator.shards(byId, Predicate.parse("@record_id = k7"))).hasSize(1);
    assertThat(locator.shards(byId, Predicate.parse("@key = k7"))).hasSize(16);
  }

  @Test
  void asksForNothingWhereNothingCanMatch() {
    Locator locator = new Locator(RandomPipeline.PATHS, ref -> Optional.empty());
    PlacementContext past =
        PlacementContext.of(RoutingHistory.startingWith(RoutingTable.initial(4)));
    assertThat(shards(locator, past, "a in 1..2 and a in 3..4")).isEmpty();
    assertThat(shards(locator, past, "city = 'x' and city = 'y'")).isEmpty();
    assertThat(shards(locator, past, "@key = 'x' and @key = 'y'")).isEmpty();
    assertThat(shards(locator, past, "a in 1..3 and a in 3..4")).hasSize(4);
  }

  private static java.util.Set<Integer> shards(
      Locator locator, PlacementContext past, String text) {
    return locator.locate(past, Predicate.parse(text), TimeRange.ALL).shards();
  }

  @Test
  void asksOnlyTheTablesOfTheTime() {
    RoutingTable four = RoutingTable.initial(4);
    RoutingTable two =
        new RoutingTable(1, ModelRef.HASH, SplitPoints.uniform(2), List.of(4, 5), 1_000, "test");
    Locator locator = new Locator(RandomPipeline.PATHS, ref -> Optional.empty());
    RoutingHistory history = RoutingHistory.startingWith(four).with(two);
    PlacementContext past = PlacementContext.of(history);
    assertThat(locator.locate(past, Predicate.EVERYTHING, new TimeRange(0, 999)).shards())
        .containsExactly(0, 1, 2, 3);
    assertThat(locator.locate(past, Predicate.EVERYTHING, new TimeRange(1_000, 2_000)).shards())
        .containsExactly(4, 5);
    assertThat(
            locator
                .locate(past, Predicate.parse("@publish_time > 1970-01-01T00:00:01"), TimeRange.ALL)
                .shards())
        .containsExactly(4, 5);
    PlacementContext unsettled = new PlacementContext(history, Reshards.NONE, List.of(), 500);
    assertThat(
            locator.locate(unsettled, Predicate.EVERYTHING, new TimeRange(1_500, 2_000)).shards())
        .containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(movedBefore(1_000, Reshard.Phase.COPYING, locator, history))
        .containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(movedBefore(1_000, Reshard.Phase.DELETING, locator, history)).containsExactly(4, 5);
  }

  private static java.util.Set<Integer> movedBefore(
      long millis, Reshard.Phase phase, Locator locator, RoutingHistory history) {
    Reshards reshards = Reshards.NONE.with(new Reshard(1, millis, 1, phase));
    return locator
        .locate(
            new PlacementContext(history, reshards, List.of(), Long.MAX_VALUE),
            Predicate.EVERYTHING,
            new TimeRange(0, 500))
        .shards();
  }
}
