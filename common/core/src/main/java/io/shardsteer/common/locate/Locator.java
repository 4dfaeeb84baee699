package io.shardsteer.common.locate;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.feature.FeatureExtractor;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.LateUse;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.PositionModel;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

  private final FieldPaths paths;
  private final Function<ModelRef, Optional<Order>> orders;

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
    for (Placement placement : placements(context, published)) {
      RoutingTable table = placement.table();
      NumberSet positions = NumberSet.EMPTY;
      Set<Integer> shards = new TreeSet<>();
      for (Case one : cases) {
        if (!one.published().and(placement.times()).isEmpty()) {
          NumberSet its = one.positions(table.model());
          positions = positions.or(its);
          shards.addAll(TableShards.of(table, its, one.ties(table)));
        }
      }
      reaches.add(
          new CandidateShards(
              table, placement.times(), placement.why(), positions, List.copyOf(shards)));
    }
    return new Location(reaches);
  }

  /** The shards under one table alone. */
  public List<Integer> shards(RoutingTable table, Predicate predicate) {
    Set<Integer> shards = new TreeSet<>();
    for (Case one : cases(predicate, TimeRange.ALL)) {
      shards.addAll(TableShards.of(table, one.positions(table.model()), one.ties(table)));
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
        cases.add(new Case(published, keys, recordIds, new FieldSets(paths, sets)));
      }
    }
    return cases;
  }

  /** One conjunction of a predicate, and where its records lie by each model. */
  private final class Case {
    private final TimeRange published;
    private final Ties keys;
    private final Ties recordIds;
    private final FieldSets fields;
    private final Map<Integer, NumberSet> positions = new HashMap<>();

    Case(TimeRange published, Ties keys, Ties recordIds, FieldSets fields) {
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

  /** A table that has placed rows of some publish times. */
  private record Placement(RoutingTable table, TimeRange times, CandidateShards.Why why) {}

  private static Set<Placement> placements(PlacementContext context, TimeRange times) {
    Set<Placement> placements = new LinkedHashSet<>();
    CandidateShards.Why why = CandidateShards.Why.IN_FORCE;
    for (RoutingHistory reading : context.reshards().reading(context.history())) {
      addAll(placements, reading.timeline(), context.settledUntilMillis(), times, why);
      why = CandidateShards.Why.MOVED_TO;
    }
    Map<Long, RoutingTable> tables = new HashMap<>();
    context.history().tables().forEach(table -> tables.put(table.revision(), table));
    for (LateUse use : context.lateUses()) {
      RoutingTable used = tables.get(use.revision());
      if (used != null) {
        TimeRange span = new TimeRange(use.fromMillis(), use.toMillis());
        add(placements, used, span, times, CandidateShards.Why.USED_LATE);
      }
    }
    return placements;
  }

  private static void addAll(
      Set<Placement> placements,
      List<RoutingTable> timeline,
      long settledUntilMillis,
      TimeRange times,
      CandidateShards.Why why) {
    for (int i = 0; i < timeline.size(); i++) {
      long from = i == 0 ? Long.MIN_VALUE : timeline.get(i).effectiveFromMillis();
      boolean newest = i + 1 == timeline.size();
      long to = newest ? Long.MAX_VALUE : timeline.get(i + 1).effectiveFromMillis() - 1;
      add(placements, timeline.get(i), new TimeRange(from, to), times, why);
      if (!newest && to >= settledUntilMillis) {
        TimeRange after = new TimeRange(to + 1, Long.MAX_VALUE);
        add(placements, timeline.get(i), after, times, CandidateShards.Why.JUST_REPLACED);
      }
    }
  }

  private static void add(
      Set<Placement> placements,
      RoutingTable table,
      TimeRange span,
      TimeRange times,
      CandidateShards.Why why) {
    TimeRange common = span.and(times);
    if (!common.isEmpty()) {
      placements.add(new Placement(table, common, why));
    }
  }
}
