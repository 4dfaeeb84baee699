package io.shardsteer.common.control;

import io.shardsteer.common.config.AcceptableImbalance;
import io.shardsteer.common.config.ControlConfig;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.HeavyKey;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The fast loop: it keeps sizes even by moving the split points of the present model's order. */
final class RebalanceLoop {
  /** Multiple of the load between cause and effect that is the shortest horizon. */
  private static final double DELAYS_PER_HORIZON = 3;

  /** How many tables may take effect in a report interval, each within the limit of movement. */
  private static final int STEPS_PER_INTERVAL = 8;

  private static final int LEADS_PER_MODEL = 2;

  /** Intervals and shards settle within two or three turns. */
  private static final int MATCHING_TURNS = 4;

  /** Smallest share at which one order key is called heavy; sketches resolve no less. */
  private static final double LEAST_HEAVY_SHARE = 0.005;

  /** Records to a shard below which a heavy order key may be chance. */
  private static final double LEAST_RECORDS_FOR_HEAVY = 20;

  /** Standard errors that count as chance where records are hashed. */
  private static final double CHANCE = 4;

  /** Part of the acceptable imbalance that may be there before hashed records are rebalanced. */
  private static final double HASHED_SHARE = 0.5;

  /** The dead band is this part of the acceptable imbalance at most. */
  private static final double BAND_SHARE = 0.25;

  /** Multiple of the acceptable imbalance that is the longest horizon, as a share of all load. */
  private static final double HORIZON_SHARE = 5;

  private final PendingDecisions decisions;
  private final LoadMonitor load;
  private final ResolutionWatch resolutions = new ResolutionWatch();
  private PipelineConfig config;
  private boolean moving;
  private boolean budgetIsNoted;
  private boolean heavyKeyIsNoted;
  private double hotKeyShare;
  private String hotKey = "";

  RebalanceLoop(PipelineConfig config, PendingDecisions decisions, LoadMonitor load) {
    this.config = config;
    this.decisions = decisions;
    this.load = load;
  }

  void reconfigure(PipelineConfig changed) {
    config = changed;
  }

  private Rebalance rebalance() {
    ControlConfig control = config.control();
    return new Rebalance(
        new Rebalance.Limits(
            Math.min(control.deadBand(), BAND_SHARE * load.acceptableImbalance()),
            control.lowShare(),
            control.highShare(),
            control.maxMovedPerRebalance()));
  }

  /** Moves the split points if they should not stay. */
  void steer(long nowMillis) {
    RoutingTable table = decisions.latest();
    Optional<Distribution> known = load.recent(table.model().version());
    if (known.isEmpty()) {
      return;
    }
    noteHeavyKey(known.get(), nowMillis);
    long effectiveFrom = nextEffectiveFrom(nowMillis);
    Distribution recent = known.get().at(table.splitPoints().resolution());
    OrderedIntervals intervals = intervals(table.shards());
    RebalanceInput input =
        input(
            intervals.select(table.splitPoints()),
            table.shards(),
            intervals,
            recent,
            effectiveFrom);
    RebalanceBudget budget = budget(nowMillis);
    int resolution =
        resolutions.choose(
            table, input, config.control().reduceResolutionAbove(), budget.isScarce());
    if (resolution != table.splitPoints().resolution()) {
      changeResolution(known.get(), resolution, input, effectiveFrom, nowMillis);
      return;
    }
    boolean stays = table.model().isHash() && isChance(input);
    List<Rebalance.Step> steps = stays || !budget.mayMove() ? List.of() : steps(input, budget);
    noteBudget(budget, nowMillis);
    resolutions.promise(
        input, steps.isEmpty() ? input.splitPoints() : steps.get(steps.size() - 1).splitPoints());
    if (!steps.isEmpty()) {
      move(steps, intervals, input, effectiveFrom, nowMillis);
    } else if (moving) {
      String message = "The split points are where they should be.";
      var after = load.figures();
      decisions.note(nowMillis, "settled", "rebalanced", message, Map.of(), Map.of(), after);
    }
    moving = !steps.isEmpty();
  }

  /**
   * Whether hashed records lie as chance puts them. Moving split points after chance makes sizes
   * less even than hashing alone.
   */
  private boolean isChance(RebalanceInput input) {
    if (!config.shards().weights().isEmpty()) {
      return false;
    }
    double least = Arrays.stream(input.fair()).min().orElse(1);
    double allowed = HASHED_SHARE * load.acceptableImbalance();
    double rates = CHANCE / Math.sqrt(Math.max(1, input.recent().records() * least));
    double sizes = 2 * CHANCE / Math.sqrt(Math.max(1, input.records() * least));
    return input.rateImbalance(input.splitPoints()) - 1 <= allowed + rates
        && AcceptableImbalance.measure(input.sizes(), input.fair()) <= allowed + sizes;
  }

  /** How well rebalancing keeps up. */
  ResolutionWatch resolutions() {
    return resolutions;
  }

  /** Share of the load that the hottest key holds; 0 where none is hot. */
  double hotKeyShare() {
    return hotKeyShare;
  }

  /** The hottest key; empty where none is hot, or it is not known by name. */
  String hotKey() {
    return hotKey;
  }

  /** Goes on with the same model's order, at a lower or a higher resolution. */
  private void changeResolution(
      Distribution recent,
      int resolution,
      RebalanceInput input,
      long effectiveFrom,
      long nowMillis) {
    RoutingTable table = decisions.latest();
    boolean lower = resolution < table.splitPoints().resolution();
    SplitPoints splitPoints =
        firstSplitPoints(recent.at(resolution), table.shards(), effectiveFrom);
    double moved = recent.movedBetween(table.splitPoints(), splitPoints);
    String message =
        String.format(
            Locale.ROOT,
            lower
                ? "Imbalance of %.1f %% persists despite rebalancing; resolution reduced to %d bits."
                : "Imbalance is %.1f %%; resolution raised to %d bits.",
            (input.sizeImbalance() - 1) * 100,
            resolution);
    decisions.publish(table.model(), splitPoints, table.shards(), effectiveFrom, message);
    var before = new HashMap<>(load.figures());
    before.put("resolution", (double) table.splitPoints().resolution());
    var expected = Map.of("resolution", (double) resolution, "moved", moved);
    decisions.note(
        nowMillis,
        lower ? "resolution_reduced" : "resolution_restored",
        "sizes",
        message,
        before,
        expected,
        Map.of());
  }

  /** Publishes the steps, spread over the interval until the next decision's tables. */
  private void move(
      List<Rebalance.Step> steps,
      OrderedIntervals intervals,
      RebalanceInput input,
      long effectiveFrom,
      long nowMillis) {
    var before = new HashMap<>(load.figures());
    before.put("size_imbalance_at_effect", input.sizeImbalance());
    before.put("rate_imbalance_expected", input.rateImbalance(input.splitPoints()));
    long spacing = config.control().reportInterval().toMillis() / STEPS_PER_INTERVAL;
    RoutingTable table = decisions.latest();
    for (int i = 0; i < steps.size(); i++) {
      Rebalance.Step step = steps.get(i);
      long from = effectiveFrom + i * spacing;
      decisions.publish(
          table.model(), intervals.expand(step.splitPoints()), table.shards(), from, "rebalance");
      var expected =
          Map.of(
              "moved", step.moved(),
              "size_imbalance_at_horizon", input.expectedSizeImbalance(step.splitPoints()),
              "rate_imbalance", input.rateImbalance(step.splitPoints()));
      String message =
          String.format(Locale.ROOT, "Split points move and re-route %.1f %%.", step.moved() * 100);
      decisions.note(nowMillis, "rebalanced", "sizes", message, before, expected, Map.of());
    }
  }

  private RebalanceBudget budget(long nowMillis) {
    int most = config.control().maxRebalancesPerHour();
    return RebalanceBudget.of(decisions.history(), most, nowMillis);
  }

  private List<Rebalance.Step> steps(RebalanceInput input, RebalanceBudget budget) {
    List<Rebalance.Step> steps = rebalance().plan(input, STEPS_PER_INTERVAL);
    return budget.isScarce() && steps.size() > 1 ? List.of(Rebalance.Step.last(steps)) : steps;
  }

  private void noteBudget(RebalanceBudget budget, long nowMillis) {
    if (budget.isScarce() && !budgetIsNoted) {
      int most = config.control().maxRebalancesPerHour();
      String message =
          String.format(
              Locale.ROOT,
              "Half of the tables that control.max_rebalances_per_hour (%d) allows in a day are"
                  + " published; from now on there is at most one in %.1f s.\n"
                  + "Raise it if shards become too uneven.",
              most,
              RebalanceBudget.distanceMillis(most) / 1e3);
      decisions.note(
          nowMillis,
          "no_action",
          "max_rebalances_per_hour",
          message,
          load.figures(),
          Map.of(),
          Map.of());
    }
    budgetIsNoted = budget.isScarce();
  }

  private void noteHeavyKey(Distribution recent, long nowMillis) {
    Distribution.HotValue hotValue = recent.heaviest();
    double fair = Arrays.stream(load.fair()).max().orElse(1);
    boolean heavy =
        recent.records() >= LEAST_RECORDS_FOR_HEAVY * load.fair().length
            && hotValue.share() > Math.max(fair, LEAST_HEAVY_SHARE);
    if (heavy && !heavyKeyIsNoted) {
      String message = heavyKeyText(hotValue, fair);
      var before = Map.of("share", hotValue.share(), "order_key", hotValue.orderKey());
      decisions.note(nowMillis, "no_action", "heavy_key", message, before, Map.of(), Map.of());
    }
    heavyKeyIsNoted = heavy;
    hotKeyShare = heavy ? hotValue.share() : 0;
    hotKey = heavy ? keyOf(hotValue) : "";
  }

  /** The key by name, where the samples have one of about that share; empty: unknown. */
  private String keyOf(Distribution.HotValue hotValue) {
    HeavyKey heaviest = load.fleet().heaviestKey();
    boolean fits = heaviest.share() > hotValue.share() / 2;
    return config.shards().keepKeyTogether() && fits ? heaviest.key() : "";
  }

  private String heavyKeyText(Distribution.HotValue hotValue, double fair) {
    if (!config.shards().keepKeyTogether()) {
      return String.format(
          Locale.ROOT,
          "One record id holds %.1f %% of the load, more than a shard's %.1f %%: records of one id"
              + " cannot be divided.",
          hotValue.share() * 100,
          fair * 100);
    }
    String key = keyOf(hotValue);
    return String.format(
        Locale.ROOT,
        "%s holds %.1f %% of the load, more than a shard's %.1f %%.\nPin it to a shard of its own,"
            + " pins: [{key: %s, shard: %d, exclusive: true}], or set keep_key_together: false to"
            + " divide it; reads of one key then ask several shards.",
        key.isEmpty() ? "One key" : "Key '%s'".formatted(key),
        hotValue.share() * 100,
        fair * 100,
        key.isEmpty() ? "KEY" : "'%s'".formatted(key.replace("'", "''")),
        decisions.latest().shardOf(hotValue.orderKey()));
  }

  /** True if the newest table has another number of shards than is configured. */
  boolean shardCountDiffers() {
    return decisions.latest().splitPoints().count() != config.shards().targetShardCount();
  }

  /** Cuts the same order into the configured number of shards, moving as little as possible. */
  void changeShardCount(long nowMillis) {
    RoutingTable table = decisions.latest();
    long effectiveFrom = nextEffectiveFrom(nowMillis);
    Divided divided = divide(table, effectiveFrom);
    String message =
        String.format(
            Locale.ROOT,
            "From %d to %d shards under the same model; %.1f %% of what comes is re-routed.",
            table.shards().size(),
            divided.shards().size(),
            divided.moved() * 100);
    decisions.publish(
        table.model(), divided.splitPoints(), divided.shards(), effectiveFrom, message);
    var expected = Map.of("moved", divided.moved());
    decisions.note(
        nowMillis, "reconfigured", "target_shard_count", message, Map.of(), expected, Map.of());
  }

  /**
   * A table's order, divided into the configured number of shards.
   *
   * @param moved share of the recent load that changes its shard
   */
  record Divided(SplitPoints splitPoints, List<Integer> shards, double moved) {}

  /**
   * Divides a table's order into the configured number of shards such that the least load changes
   * its shard. Which shards take which intervals depends on the split points, and the split points
   * depend on the sizes and weights of the shards, so both are found in turns.
   */
  Divided divide(RoutingTable table, long effectiveFrom) {
    int count = config.shards().targetShardCount();
    Distribution recent =
        load.recent(table.model().version())
            .filter(known -> known.records() >= Rebalance.LEAST_RECORDS_PER_SHARD * count)
            .orElseGet(() -> Distribution.assumedBy(table.splitPoints()))
            .at(table.splitPoints().resolution());
    double[] ranks = load.fair();
    Arrays.parallelPrefix(ranks, Double::sum);
    ranks = Arrays.copyOf(ranks, count - 1);
    Divided best = null;
    for (int turn = 0; turn < MATCHING_TURNS; turn++) {
      List<Integer> shards = ShardMatching.match(table, recent, ranks);
      SplitPoints splitPoints = firstSplitPoints(recent, shards, effectiveFrom);
      double moved = ShardMatching.moved(table, recent, splitPoints, shards);
      if (best == null || moved < best.moved()) {
        best = new Divided(splitPoints, shards, moved);
      }
      ranks = recent.ranks(splitPoints);
    }
    return Objects.requireNonNull(best);
  }

  /**
   * Split points for an order that has none yet: they even out the sizes that the shards have by
   * then.
   *
   * @param recent at the resolution that the order is to have
   * @param shards id of the shard of each interval
   */
  SplitPoints firstSplitPoints(Distribution recent, List<Integer> shards, long effectiveFrom) {
    OrderedIntervals intervals = intervals(shards);
    SplitPoints any = intervals.select(SplitPoints.uniform(shards.size()));
    return intervals.expand(
        rebalance().first(input(any, shards, intervals, recent, effectiveFrom)));
  }

  private OrderedIntervals intervals(List<Integer> shards) {
    return OrderedIntervals.of(shards, config.shards().pins().exclusiveShards());
  }

  /** Pins other records from now on; the order is divided anew where other shards take part. */
  void changePins(long nowMillis) {
    RoutingTable table = decisions.latest();
    long effectiveFrom = nextEffectiveFrom(nowMillis);
    boolean sameShards =
        table.pins().exclusiveShards().equals(config.shards().pins().exclusiveShards());
    SplitPoints splitPoints =
        sameShards
            ? table.splitPoints()
            : firstSplitPoints(
                load.recent(table.model().version())
                    .orElseGet(() -> Distribution.assumedBy(table.splitPoints()))
                    .at(table.splitPoints().resolution()),
                table.shards(),
                effectiveFrom);
    String message = "Other records are pinned: %s".formatted(text(config.shards().pins()));
    decisions.publish(table.model(), splitPoints, table.shards(), effectiveFrom, "pins");
    decisions.note(nowMillis, "reconfigured", "pins", message);
  }

  private static String text(Pins pins) {
    return pins.isEmpty()
        ? "none."
        : pins.all().stream()
            .map(
                pin ->
                    "%s %s to shard %d%s"
                        .formatted(
                            pin.isOfKey() ? "key" : pin.field(),
                            String.join(", ", pin.values()),
                            pin.shard(),
                            pin.exclusive() ? ", alone" : ""))
            .collect(Collectors.joining("; ", "", "."));
  }

  long nextEffectiveFrom(long nowMillis) {
    return decisions.nextEffectiveFrom(nowMillis, config.control().tableLead().toMillis());
  }

  /** The same for the first table of a model, which routers have to fetch before. */
  long nextEffectiveFromOfModel(long nowMillis) {
    return decisions.nextEffectiveFrom(
        nowMillis, LEADS_PER_MODEL * config.control().tableLead().toMillis());
  }

  private RebalanceInput input(
      SplitPoints splitPoints,
      List<Integer> shards,
      OrderedIntervals intervals,
      Distribution recent,
      long effectiveFrom) {
    double[] sizes = load.sizesAt(effectiveFrom, decisions.history());
    double[] fair = intervals.select(byInterval(load.fair(), shards));
    double[] pinned = load.pinnedShares();
    double alone = exclusiveShare(pinned);
    double[] shares = intervals.select(byInterval(pinned, shards));
    Arrays.setAll(shares, k -> shares[k] / Math.max(1e-9, 1 - alone));
    return new RebalanceInput(
        splitPoints,
        recent,
        intervals.select(byInterval(sizes, shards)),
        fair,
        (1 - alone) * horizonLoad(sizes, effectiveFrom),
        shares);
  }

  /** Share of all load that goes to shards which take pinned records alone. */
  private double exclusiveShare(double[] pinned) {
    return config.shards().pins().exclusiveShards().stream()
        .mapToDouble(shard -> pinned[shard])
        .sum();
  }

  private static double[] byInterval(double[] byShard, List<Integer> shards) {
    return shards.stream().mapToDouble(shard -> byShard[shard]).toArray();
  }

  /** A share of the load so far, and at least several times what comes before a table's effect. */
  private double horizonLoad(double[] sizes, long effectiveFrom) {
    double delayed = load.fleet().unreported(Long.MIN_VALUE, effectiveFrom);
    double share = Math.min(config.control().horizon(), HORIZON_SHARE * load.acceptableImbalance());
    double shareOfTotal = share * Arrays.stream(sizes).sum();
    return Math.max(1, Math.max(shareOfTotal, DELAYS_PER_HORIZON * delayed));
  }
}
