package io.shardsteer.common.control;

import io.shardsteer.common.config.ControlConfig;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.steering.CutPoints;
import io.shardsteer.common.steering.Grain;
import io.shardsteer.common.steering.SteeringTable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The fast loop: it keeps sizes even by moving the cuts of the present model's order. */
final class CutLoop {
  /** Multiple of the load between cause and effect that is the shortest horizon. */
  private static final double DELAYS_PER_HORIZON = 3;

  /** How many tables may take effect in a report interval, each within the limit of movement. */
  private static final int STEPS_PER_INTERVAL = 8;

  private static final int LEADS_PER_MODEL = 2;

  /** Intervals and shards settle within two or three turns. */
  private static final int MATCHING_TURNS = 4;

  /** Smallest share at which one address is called heavy; sketches resolve no less. */
  private static final double LEAST_HEAVY_SHARE = 0.005;

  /** Records to a shard below which a heavy address may be chance. */
  private static final double LEAST_RECORDS_FOR_HEAVY = 20;

  private final Logbook logbook;
  private final Observations observations;
  private final GrainWatch grains = new GrainWatch();
  private PipelineConfig config;
  private ReCut reCut;
  private boolean moving;
  private boolean heavyKeyIsNoted;

  CutLoop(PipelineConfig config, Logbook logbook, Observations observations) {
    this.config = config;
    this.logbook = logbook;
    this.observations = observations;
    reCut = reCut(config.control());
  }

  void reconfigure(PipelineConfig changed) {
    config = changed;
    reCut = reCut(changed.control());
  }

  private static ReCut reCut(ControlConfig control) {
    return new ReCut(
        new ReCut.Limits(
            control.deadBand(),
            control.lowShare(),
            control.highShare(),
            control.maxMovedPerReCut()));
  }

  /** Moves the cuts if they should not stay. */
  void steer(long nowMillis) {
    SteeringTable table = logbook.latest();
    Optional<Distribution> known = observations.recent(table.model().version());
    if (known.isEmpty()) {
      return;
    }
    noteHeavyKey(known.get(), nowMillis);
    long effectiveFrom = nextEffectiveFrom(nowMillis);
    Distribution recent = known.get().at(table.cuts().grain());
    Situation situation = situation(table.cuts(), table.shards(), recent, effectiveFrom);
    int grain = grains.choose(table, situation, config.control().coarsenAbove());
    if (grain != table.cuts().grain()) {
      changeGrain(known.get(), grain, situation, effectiveFrom, nowMillis);
      return;
    }
    List<ReCut.Step> steps = reCut.plan(situation, STEPS_PER_INTERVAL);
    grains.promise(situation, steps.isEmpty() ? table.cuts() : steps.get(steps.size() - 1).cuts());
    if (!steps.isEmpty()) {
      move(steps, situation, effectiveFrom, nowMillis);
    } else if (moving) {
      String message = "The cuts are where they should be.";
      var after = observations.figures();
      logbook.note(nowMillis, "settled", "re_cut", message, Map.of(), Map.of(), after);
    }
    moving = !steps.isEmpty();
  }

  /** Goes on with the same model's order, told more coarsely or more finely. */
  private void changeGrain(
      Distribution recent, int grain, Situation situation, long effectiveFrom, long nowMillis) {
    SteeringTable table = logbook.latest();
    boolean coarser = grain < table.cuts().grain();
    CutPoints cuts = firstCuts(recent.at(grain), table.shards(), effectiveFrom);
    double moved = recent.movedBetween(table.cuts(), cuts);
    String message =
        String.format(
            Locale.ROOT,
            coarser
                ? "Sizes lean by %.1f %% however cuts move: positions are told apart in %,d steps."
                : "Sizes lean by %.1f %% only: positions are told apart in %,d steps again.",
            (situation.sizeImbalance() - 1) * 100,
            Grain.steps(grain));
    logbook.publish(table.model(), cuts, table.shards(), effectiveFrom, message);
    var before = new HashMap<>(observations.figures());
    before.put("grain", (double) table.cuts().grain());
    var expected = Map.of("grain", (double) grain, "moved", moved);
    logbook.note(
        nowMillis, coarser ? "coarsened" : "refined", "sizes", message, before, expected, Map.of());
  }

  /** Publishes the steps, spread over the interval until the next decision's tables. */
  private void move(
      List<ReCut.Step> steps, Situation situation, long effectiveFrom, long nowMillis) {
    var before = new HashMap<>(observations.figures());
    before.put("size_imbalance_at_effect", situation.sizeImbalance());
    before.put("rate_imbalance_expected", situation.rateImbalance(situation.cuts()));
    long spacing = config.control().reportInterval().toMillis() / STEPS_PER_INTERVAL;
    SteeringTable table = logbook.latest();
    for (int i = 0; i < steps.size(); i++) {
      ReCut.Step step = steps.get(i);
      long from = effectiveFrom + i * spacing;
      logbook.publish(table.model(), step.cuts(), table.shards(), from, "re-cut");
      var expected =
          Map.of(
              "moved", step.moved(),
              "size_imbalance_at_horizon", situation.expectedSizeImbalance(step.cuts()),
              "rate_imbalance", situation.rateImbalance(step.cuts()));
      String message =
          String.format(Locale.ROOT, "Cuts move and re-route %.1f %%.", step.moved() * 100);
      logbook.note(nowMillis, "re_cut", "sizes", message, before, expected, Map.of());
    }
  }

  private void noteHeavyKey(Distribution recent, long nowMillis) {
    Distribution.Heap heap = recent.heaviest();
    double fair = Arrays.stream(observations.fair()).max().orElse(1);
    boolean heavy =
        recent.records() >= LEAST_RECORDS_FOR_HEAVY * observations.fair().length
            && heap.share() > Math.max(fair, LEAST_HEAVY_SHARE);
    if (heavy && !heavyKeyIsNoted) {
      String message =
          String.format(
              Locale.ROOT,
              "One key holds %.1f %% of the load, more than a shard's %.1f %%:"
                  + " it cannot be split while keep_key_together is true.",
              heap.share() * 100,
              fair * 100);
      var before = Map.of("share", heap.share(), "address", heap.address());
      logbook.note(nowMillis, "no_action", "heavy_key", message, before, Map.of(), Map.of());
    }
    heavyKeyIsNoted = heavy;
  }

  /** True if the newest table has another number of shards than is configured. */
  boolean shardCountDiffers() {
    return logbook.latest().cuts().count() != config.shards().targetShardCount();
  }

  /** Cuts the same order into the configured number of shards, moving as little as possible. */
  void changeShardCount(long nowMillis) {
    SteeringTable table = logbook.latest();
    long effectiveFrom = nextEffectiveFrom(nowMillis);
    Divided divided = divide(table, effectiveFrom);
    String message =
        String.format(
            Locale.ROOT,
            "From %d to %d shards under the same model; %.1f %% of what comes is re-routed.",
            table.shards().size(),
            divided.shards().size(),
            divided.moved() * 100);
    logbook.publish(table.model(), divided.cuts(), divided.shards(), effectiveFrom, message);
    var expected = Map.of("moved", divided.moved());
    logbook.note(
        nowMillis, "reconfigured", "target_shard_count", message, Map.of(), expected, Map.of());
  }

  /**
   * A table's order, divided into the configured number of shards.
   *
   * @param moved share of the recent load that changes its shard
   */
  record Divided(CutPoints cuts, List<Integer> shards, double moved) {}

  /**
   * Divides a table's order into the configured number of shards such that the least load changes
   * its shard. Which shards take which intervals depends on the cuts, and the cuts depend on the
   * sizes and weights of the shards, so both are found in turns.
   */
  Divided divide(SteeringTable table, long effectiveFrom) {
    int count = config.shards().targetShardCount();
    Distribution recent =
        observations
            .recent(table.model().version())
            .filter(known -> known.records() >= ReCut.LEAST_RECORDS_PER_SHARD * count)
            .orElseGet(() -> Distribution.assumedBy(table.cuts()))
            .at(table.cuts().grain());
    double[] ranks = observations.fair();
    Arrays.parallelPrefix(ranks, Double::sum);
    ranks = Arrays.copyOf(ranks, count - 1);
    Divided best = null;
    for (int turn = 0; turn < MATCHING_TURNS; turn++) {
      List<Integer> shards = ShardMatching.match(table, recent, ranks);
      CutPoints cuts = firstCuts(recent, shards, effectiveFrom);
      double moved = ShardMatching.moved(table, recent, cuts, shards);
      if (best == null || moved < best.moved()) {
        best = new Divided(cuts, shards, moved);
      }
      ranks = recent.ranks(cuts);
    }
    return Objects.requireNonNull(best);
  }

  /**
   * Cuts for an order that has none yet: they even out the sizes that the shards have by then.
   *
   * @param recent at the grain that the order is to have
   * @param shards id of the shard of each interval
   */
  CutPoints firstCuts(Distribution recent, List<Integer> shards, long effectiveFrom) {
    CutPoints any = CutPoints.uniform(shards.size());
    return reCut.first(situation(any, shards, recent, effectiveFrom));
  }

  long nextEffectiveFrom(long nowMillis) {
    return logbook.nextEffectiveFrom(nowMillis, config.control().tableLead().toMillis());
  }

  /** The same for the first table of a model, which routers have to fetch before. */
  long nextEffectiveFromOfModel(long nowMillis) {
    return logbook.nextEffectiveFrom(
        nowMillis, LEADS_PER_MODEL * config.control().tableLead().toMillis());
  }

  private Situation situation(
      CutPoints cuts, List<Integer> shards, Distribution recent, long effectiveFrom) {
    double[] sizes = observations.sizesAt(effectiveFrom, logbook.history());
    return new Situation(
        cuts,
        recent,
        byInterval(sizes, shards),
        byInterval(observations.fair(), shards),
        horizonLoad(sizes, effectiveFrom));
  }

  private static double[] byInterval(double[] byShard, List<Integer> shards) {
    return shards.stream().mapToDouble(shard -> byShard[shard]).toArray();
  }

  /** A share of the load so far, and at least several times what comes before a table's effect. */
  private double horizonLoad(double[] sizes, long effectiveFrom) {
    double delayed = observations.fleet().unreported(Long.MIN_VALUE, effectiveFrom);
    double shareOfTotal = config.control().horizon() * Arrays.stream(sizes).sum();
    return Math.max(1, Math.max(shareOfTotal, DELAYS_PER_HORIZON * delayed));
  }
}
