package io.shardsteer.common.control;

import io.shardsteer.common.steering.CutPoints;
import java.util.ArrayList;
import java.util.List;

/**
 * The fast loop's rule: whether the cuts should move, and where to.
 *
 * <p>Sizes are what is to be even, so an interval whose shard is behind gets more than its fair
 * share of what comes and one that is ahead gets less ({@link TargetShares}). Cuts that move cost
 * locality, so they stay while following the targets would change no size by more than a small band
 * at the horizon and while no shard's rate is far above its share; and when they move, each cut
 * moves no further than into the band, comes to lie between positions if it can, and all of them
 * together re-route no more than a limit.
 */
final class ReCut {
  /** A shard's rate may exceed its share by this, and by chance, before cuts move. */
  private static final double RATE_BAND = 0.10;

  /** How far a moved cut may leave a shard's rate from its target, as a share of fair. */
  private static final double RATE_SLACK = 0.05;

  /** Standard errors of a rate that count as chance. */
  private static final double CHANCE = 2;

  /** Standard errors of a size that are left alone. */
  private static final double SCATTER = 0.5;

  /**
   * Records to a shard below which nothing is known: cuts between a handful of addresses may lie
   * anywhere.
   */
  static final double LEAST_RECORDS_PER_SHARD = 8;

  /** A move must take away at least this part of what is wrong. */
  private static final double LEAST_GAIN = 0.1;

  /**
   * How cuts move.
   *
   * @param deadBand relative band of the sizes within which cuts stay
   * @param low least target share, as a multiple of fair
   * @param high largest target share, as a multiple of fair
   * @param mostMoved largest share of the load that is re-routed at once
   */
  record Limits(double deadBand, double low, double high, double mostMoved) {}

  /**
   * New cuts.
   *
   * @param moved share of the recent load that they re-route
   */
  record Step(CutPoints cuts, double moved) {}

  private final Limits limits;

  ReCut(Limits limits) {
    this.limits = limits;
  }

  /**
   * The shares of the coming load that would even out the sizes, as nearly as cuts can give them: a
   * single heavy address cannot be divided.
   */
  private double[] targets(Situation situation) {
    double[] shares =
        TargetShares.of(
            situation.sizes(),
            situation.fair(),
            situation.horizonLoad(),
            limits.low(),
            limits.high());
    double[] cuts = new double[shares.length - 1];
    double below = 0;
    for (int i = 0; i < cuts.length; i++) {
      below += shares[i];
      cuts[i] = Math.max(i == 0 ? 0 : cuts[i - 1], situation.recent().cutAt(below));
    }
    return situation.recent().shares(situation.recent().cutPoints(cuts));
  }

  /**
   * The way to new cuts, one step after the other, where the present ones should not stay.
   *
   * @param mostSteps how many steps may be taken before the next decision
   */
  List<Step> plan(Situation situation, int mostSteps) {
    if (situation.recent().records() < LEAST_RECORDS_PER_SHARD * situation.fair().length) {
      return List.of();
    }
    double[] targets = targets(situation);
    double wrong = wrongness(situation, targets, situation.cuts());
    if (wrong <= 1) {
      return List.of();
    }
    CutPoints wanted = lazyCuts(situation, targets);
    if (wrongness(situation, targets, wanted) > wrong * (1 - LEAST_GAIN)) {
      return List.of();
    }
    return steps(situation, wanted, mostSteps);
  }

  private List<Step> steps(Situation situation, CutPoints wanted, int mostSteps) {
    double[] from = situation.recent().ranks(situation.cuts());
    var move = new CutMove(from, situation.recent().ranks(wanted));
    List<Step> steps = new ArrayList<>();
    CutPoints last = situation.cuts();
    double movedBefore = 0;
    for (int step = 1; step <= mostSteps && !last.equals(wanted); step++) {
      double[] ranks = move.upTo(movedBefore + limits.mostMoved());
      CutPoints next = move.cutsAt(ranks, situation.cuts(), wanted, situation.recent());
      double moved = new CutMove(from, situation.recent().ranks(next)).moved();
      if (!next.equals(last)) {
        steps.add(new Step(next, moved - movedBefore));
      }
      movedBefore = moved;
      last = next;
    }
    return steps;
  }

  /**
   * How far the worst shard is outside its band if these cuts hold: above 1 is outside. Sizes count
   * by what they would miss at the horizon, rates by what they exceed.
   */
  private double wrongness(Situation situation, double[] targets, CutPoints cuts) {
    double[] shares = situation.recent().shares(cuts);
    double all = situation.total() + situation.horizonLoad();
    double leverage = situation.horizonLoad() / all;
    double worst = 0;
    for (int k = 0; k < shares.length; k++) {
      double fair = situation.fair()[k];
      double chance = 1 / Math.sqrt(Math.max(1, situation.recent().records() * fair));
      double missed = Math.abs(shares[k] - targets[k]) / fair * leverage;
      worst = Math.max(worst, missed / (band(situation, fair) + chance * leverage));
      double excess = shares[k] / Math.max(fair, targets[k]) - 1;
      worst = Math.max(worst, excess / (RATE_BAND + CHANCE * chance));
    }
    return worst;
  }

  /** While sizes are small, they scatter by chance whatever the cuts are: that is not chased. */
  private double band(Situation situation, double fair) {
    double scatter = 1 / Math.sqrt(Math.max(1, situation.records() * fair));
    return Math.max(limits.deadBand(), SCATTER * scatter);
  }

  /** Cuts that keep every shard in the inner band of its target and move as little as they can. */
  private CutPoints lazyCuts(Situation situation, double[] targets) {
    int count = targets.length;
    double[] slack = slack(situation);
    double[] mostAbove = new double[count + 1];
    double[] leastAbove = new double[count + 1];
    for (int k = count - 1; k >= 0; k--) {
      mostAbove[k] = mostAbove[k + 1] + targets[k] + slack[k];
      leastAbove[k] = leastAbove[k + 1] + Math.max(0, targets[k] - slack[k]);
    }
    double[] cuts = new double[count - 1];
    double below = 0;
    double wanted = 0;
    double previous = 0;
    for (int i = 0; i < cuts.length; i++) {
      wanted += targets[i];
      double least = below + Math.max(0, targets[i] - slack[i]);
      double most = below + targets[i] + slack[i];
      least = Math.max(least, 1 - mostAbove[i + 1]);
      most = Math.max(least, Math.min(most, 1 - leastAbove[i + 1]));
      cuts[i] = Math.max(previous, place(situation, i, wanted, least, most));
      previous = cuts[i];
      below = situation.recent().rank(cuts[i]);
    }
    return situation.recent().cutPoints(cuts);
  }

  private static double place(
      Situation situation, int i, double wanted, double least, double most) {
    double present = situation.cuts().to(i);
    double rank = situation.recent().rank(present);
    if (rank >= least && rank <= most) {
      return present;
    }
    double nearest = Math.max(least, Math.min(wanted, most));
    double between = situation.recent().cutBetweenPositions(nearest, least, most);
    return Double.isNaN(between) ? situation.recent().cutAt(nearest) : between;
  }

  private double[] slack(Situation situation) {
    double leverage = situation.horizonLoad() / (situation.total() + situation.horizonLoad());
    double[] slack = new double[situation.fair().length];
    for (int k = 0; k < slack.length; k++) {
      double fair = situation.fair()[k];
      slack[k] = fair * Math.min(RATE_SLACK, band(situation, fair) / 2 / leverage);
    }
    return slack;
  }

  /** Cuts for an order that has none yet: the situation's cuts do not matter. */
  CutPoints first(Situation situation) {
    Distribution recent = situation.recent();
    double[] targets = targets(situation);
    double[] cuts = new double[targets.length - 1];
    double wanted = 0;
    double previous = 0;
    for (int i = 0; i < cuts.length; i++) {
      wanted += targets[i];
      double slack = RATE_SLACK / 2 * Math.min(targets[i], targets[i + 1]);
      double between = recent.cutBetweenPositions(wanted, wanted - slack, wanted + slack);
      double cut = Double.isNaN(between) ? recent.cutAt(wanted) : between;
      cuts[i] = Math.max(previous, cut);
      previous = cuts[i];
    }
    return recent.cutPoints(cuts);
  }
}
