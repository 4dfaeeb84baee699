package io.shardsteer.common.locate;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.feature.FeatureExtractor;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.PositionModel;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.Segment.Spread;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Answers which shards can hold the records that match a predicate. The shard is a function of
 * record, model and publish time, so the model is the index: what a predicate says about fields
 * bounds the features, these bound the position, and each routing table of the time turns positions
 * into shards.
 *
 * <p>It never leaves out a shard that holds a match; it may name one that holds none. Thread-safe
 * if the models are.
 */
public final class Locator {
  /**
   * A model as it is needed here.
   *
   * @param features from fields to features
   * @param positions from features to positions
   */
  public record Order(FeatureExtractor features, PositionModel positions) {}

  /** Models whose order is kept; one is a few thousand numbers at most. */
  private static final int MOST_KNOWN = 32;

  private final FieldPaths paths;
  private final Function<ModelRef, Optional<Order>> orders;
  private final Map<ModelRef, NumberSet> allOrderKeys = new ConcurrentHashMap<>();

  /**
   * @param paths those that the models' features were made for
   * @param orders the models; empty for one that cannot be had, whose tables then leave all open
   */
  public Locator(FieldPaths paths, Function<ModelRef, Optional<Order>> orders) {
    this.paths = paths;
    this.orders = orders;
  }

  /**
   * Where the records are.
   *
   * @param times when they were published
   */
  public Location locate(PlacementContext context, Predicate predicate, TimeRange times) {
    List<Case> cases = cases(predicate, times);
    if (cases.isEmpty()) {
      return new Location(List.of());
    }
    TimeRange published = cases.stream().map(Case::published).reduce(TimeRange::hull).orElseThrow();
    List<CandidateShards> reaches = new ArrayList<>();
    Placement.forEach(context, published, it -> CandidateShards.join(reaches, reach(it, cases)));
    return new Location(reaches);
  }

  private CandidateShards reach(Placement placement, List<Case> cases) {
    RoutingTable table = placement.spread().table();
    NumberSet positions = NumberSet.EMPTY;
    NumberSet orderKeys = NumberSet.EMPTY;
    Set<Integer> shards = new TreeSet<>();
    for (Case one : cases) {
      if (!one.published().and(placement.times()).isEmpty()) {
        NumberSet its = one.positions(table.model());
        positions = positions.or(its);
        TableShards found = TableShards.find(placement.spread(), its, one.ties(table));
        shards.addAll(one.shards(table, found));
        orderKeys = orderKeys.or(found.orderKeys());
      }
    }
    return new CandidateShards(
        table,
        placement.fromRevision(),
        placement.times(),
        placement.why(),
        positions,
        List.copyOf(shards),
        orderKeys,
        allOrderKeys(placement.spread()));
  }

  /** They follow from the model alone, so those of the newest models are kept. */
  private NumberSet allOrderKeys(Spread spread) {
    ModelRef model = spread.table().model();
    NumberSet known = allOrderKeys.get(model);
    if (known != null) {
      return known;
    }
    NumberSet all =
        TableShards.find(spread, positions(model, new FieldSets(paths, Map.of())), Ties.ANY)
            .orderKeys();
    if (model.isHash() || orders.apply(model).isPresent()) {
      if (allOrderKeys.size() >= MOST_KNOWN) {
        allOrderKeys.clear();
      }
      allOrderKeys.put(model, all);
    }
    return all;
  }

  /** The shards under one table alone. */
  public List<Integer> shards(RoutingTable table, Predicate predicate) {
    Set<Integer> shards = new TreeSet<>();
    for (Case one : cases(predicate, TimeRange.ALL)) {
      NumberSet positions = one.positions(table.model());
      TableShards found = TableShards.find(Spread.of(table), positions, one.ties(table));
      shards.addAll(one.shards(table, found));
    }
    return List.copyOf(shards);
  }

  /** The cases of a predicate that any record can meet. */
  private List<Case> cases(Predicate predicate, TimeRange times) {
    List<Case> cases = new ArrayList<>();
    for (Conjunction one : predicate.cases()) {
      Map<String, FieldSet> sets = one.sets();
      TimeRange published = one.publishedIn(times);
      Ties keys = ties(one.keys());
      Ties recordIds = ties(one.recordIds());
      if (!published.isEmpty()
          && !keys.areNone()
          && !recordIds.areNone()
          && sets.values().stream().noneMatch(FieldSet::isEmpty)) {
        cases.add(new Case(one, published, keys, recordIds, new FieldSets(paths, sets)));
      }
    }
    return cases;
  }

  /** One conjunction of a predicate, and where its records lie by each model. */
  private final class Case {
    private final Conjunction terms;
    private final TimeRange published;
    private final Ties keys;
    private final Ties recordIds;
    private final FieldSets fields;
    private final Map<Integer, NumberSet> positions = new HashMap<>();

    Case(Conjunction terms, TimeRange published, Ties keys, Ties recordIds, FieldSets fields) {
      this.terms = terms;
      this.published = published;
      this.keys = keys;
      this.recordIds = recordIds;
      this.fields = fields;
    }

    TimeRange published() {
      return published;
    }

    /** What breaks ties by a table: the key where keys are kept together, else the record id. */
    Ties ties(RoutingTable table) {
      return table.keepKeyTogether() ? keys : recordIds;
    }

    /** Where its records are by a table: where pins send them, and the others where it says. */
    Set<Integer> shards(RoutingTable table, TableShards unpinned) {
      PinnedCandidates pinned = PinnedCandidates.of(table.pins(), terms);
      Set<Integer> shards = new TreeSet<>(pinned.shards());
      if (!pinned.areAll()) {
        shards.addAll(unpinned.shards());
      }
      return shards;
    }

    NumberSet positions(ModelRef model) {
      return positions.computeIfAbsent(
          model.version(), version -> Locator.this.positions(model, fields));
    }
  }

  private static Ties ties(Optional<Set<String>> texts) {
    return texts.map(some -> Ties.of(some.stream().mapToLong(KeyHash::of))).orElse(Ties.ANY);
  }

  /**
   * The hashes that break ties in the order keys of matching records.
   *
   * @param hashes empty: any
   */
  record Ties(Optional<long[]> hashes) {
    static final Ties ANY = new Ties(Optional.empty());

    static Ties of(LongStream hashes) {
      return new Ties(Optional.of(hashes.toArray()));
    }

    boolean areNone() {
      return hashes.map(some -> some.length == 0).orElse(false);
    }
  }

  private NumberSet positions(ModelRef model, FieldSets fields) {
    if (model.isHash()) {
      return NumberSet.MISSING;
    }
    return orders.apply(model).map(order -> positions(order, fields)).orElse(NumberSet.ALL);
  }

  private static NumberSet positions(Order order, FieldSets fields) {
    List<Double> exact = new ArrayList<>();
    boolean few =
        order.features().forEachRow(fields, row -> exact.add(order.positions().position(row)));
    return few
        ? NumberSet.ofAll(exact.stream().mapToDouble(Double::doubleValue).toArray())
        : order.positions().bound(order.features().bound(fields));
  }
}
