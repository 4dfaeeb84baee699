package io.shardsteer.common.control;

import io.shardsteer.common.steering.SplitPoints;
import java.util.ArrayList;
import java.util.List;

/**
 * The fast loop's rule: whether the split points should move, and where to.
 *
 * <p>Sizes are what is to be even, so an interval whose shard is behind gets more than its fair
 * share of what comes and one that is ahead gets less ({@link RebalanceInput#targetShares}). Split
 * points that move cost locality, so they stay while following the targets would change no size by
 * more than a small band at the horizon and while no shard's rate is far above its share; and when
 * they move, each split point moves no further than into the band, comes to lie between positions
 * if it can, and all of them together re-route no more than a limit.
 */
final class Rebalance {
  /** A shard's rate may exceed its share by this, and by chance, before split points move. */
  private static final double RATE_BAND = 0.10;

  /** How far a moved split point may leave a shard's rate from its target, as a share of fair. */
  private static final double RATE_SLACK = 0.05;

  /** Standard errors of a rate that count as chance. */
  private static final double CHANCE = 2;

  /** Standard errors of a size that are left alone. */
  private static final double SCATTER = 0.5;

  /**
   * Records to a shard below which nothing is known: split points between a handful of order keys
   * may lie anywhere.
   */
  static final double LEAST_RECORDS_PER_SHARD = 8;

  /** A move must take away at least this part of what is wrong. */
  private static final double LEAST_GAIN = 0.1;

  /**
   * How split points move.
   *
   * @param deadBand relative band of the sizes within which split points stay
   * @param low least target share, as a multiple of fair
   * @param high largest target share, as a multiple of fair
   * @param mostMoved largest share of the load that is re-routed at once
   */
  record Limits(double deadBand, double low, double high, double mostMoved) {}

  /**
   * New split points.
   *
   * @param moved share of the recent load that they re-route
   */
  record Step(SplitPoints splitPoints, double moved) {
    /** The last of several steps, which stands for all of them. */
    static Step last(List<Step> steps) {
      double moved = steps.stream().mapToDouble(Step::moved).sum();
      return new Step(steps.get(steps.size() - 1).splitPoints(), moved);
    }
  }

  private final Limits limits;

  Rebalance(Limits limits) {
    this.limits = limits;
  }

  /**
   * The shares of the coming load that would even out the sizes, as nearly as split points can give
   * them: a single heavy order key cannot be divided.
   */
  private double[] targets(RebalanceInput input) {
    double[] shares = input.targetShares(limits.low(), limits.high());
    double[] splitPoints = new double[shares.length - 1];
    double below = 0;
    for (int i = 0; i < splitPoints.length; i++) {
      below += shares[i];
      splitPoints[i] = Math.max(i == 0 ? 0 : splitPoints[i - 1], input.recent().splitAt(below));
    }
    return input.recent().shares(input.recent().splitPointsAt(splitPoints));
  }

  /**
   * The way to new split points, one step after the other, where the present ones should not stay.
   *
   * @param mostSteps how many steps may be taken before the next decision
   */
  List<Step> plan(RebalanceInput input, int mostSteps) {
    if (input.recent().records() < LEAST_RECORDS_PER_SHARD * input.fair().length) {
      return List.of();
    }
    double[] targets = targets(input);
    double wrong = wrongness(input, targets, input.splitPoints());
    if (wrong <= 1) {
      return List.of();
    }
    SplitPoints wanted = lazySplitPoints(input, targets);
    if (wrongness(input, targets, wanted) > wrong * (1 - LEAST_GAIN)) {
      return List.of();
    }
    return steps(input, wanted, mostSteps);
  }

  private List<Step> steps(RebalanceInput input, SplitPoints wanted, int mostSteps) {
    double[] from = input.recent().ranks(input.splitPoints());
    var move = new SplitPointMove(from, input.recent().ranks(wanted));
    List<Step> steps = new ArrayList<>();
    SplitPoints last = input.splitPoints();
    double movedBefore = 0;
    for (int step = 1; step <= mostSteps && !last.equals(wanted); step++) {
      double[] ranks = move.upTo(movedBefore + limits.mostMoved());
      SplitPoints next = move.splitPointsAt(ranks, input.splitPoints(), wanted, input.recent());
      double moved = new SplitPointMove(from, input.recent().ranks(next)).moved();
      if (!next.equals(last)) {
        steps.add(new Step(next, moved - movedBefore));
      }
      movedBefore = moved;
      last = next;
    }
    return steps;
  }

  /**
   * How far the worst shard is outside its band if these split points hold: above 1 is outside.
   * Sizes count by what they would miss at the horizon, rates by what they exceed.
   */
  private double wrongness(RebalanceInput input, double[] targets, SplitPoints splitPoints) {
    double[] shares = input.recent().shares(splitPoints);
    double all = input.total() + input.horizonLoad();
    double leverage = input.horizonLoad() / all;
    double worst = 0;
    for (int k = 0; k < shares.length; k++) {
      double fair = input.fair()[k];
      double chance = 1 / Math.sqrt(Math.max(1, input.recent().records() * fair));
      double missed = Math.abs(shares[k] - targets[k]) / fair * leverage;
      worst = Math.max(worst, missed / (band(input, fair) + chance * leverage));
      double excess = shares[k] / Math.max(fair, targets[k]) - 1;
      worst = Math.max(worst, excess / (RATE_BAND + CHANCE * chance));
    }
    return worst;
  }

  /**
   * While sizes are small, they scatter by chance whatever the split points are: that is not
   * chased.
   */
  private double band(RebalanceInput input, double fair) {
    double scatter = 1 / Math.sqrt(Math.max(1, input.records() * fair));
    return Math.max(limits.deadBand(), SCATTER * scatter);
  }

  /**
   * Split points that keep every shard in the inner band of its target and move as little as they
   * can.
   */
  private SplitPoints lazySplitPoints(RebalanceInput input, double[] targets) {
    int count = targets.length;
    double[] slack = slack(input);
    double[] mostAbove = new double[count + 1];
    double[] leastAbove = new double[count + 1];
    for (int k = count - 1; k >= 0; k--) {
      mostAbove[k] = mostAbove[k + 1] + targets[k] + slack[k];
      leastAbove[k] = leastAbove[k + 1] + Math.max(0, targets[k] - slack[k]);
    }
    double[] splitPoints = new double[count - 1];
    double below = 0;
    double wanted = 0;
    double previous = 0;
    for (int i = 0; i < splitPoints.length; i++) {
      wanted += targets[i];
      double least = below + Math.max(0, targets[i] - slack[i]);
      double most = below + targets[i] + slack[i];
      least = Math.max(least, 1 - mostAbove[i + 1]);
      most = Math.max(least, Math.min(most, 1 - leastAbove[i + 1]));
      splitPoints[i] = Math.max(previous, place(input, i, wanted, least, most));
      previous = splitPoints[i];
      below = input.recent().rank(splitPoints[i]);
    }
    return input.recent().splitPointsAt(splitPoints);
  }

  private static double place(
      RebalanceInput input, int i, double wanted, double least, double most) {
    double present = input.splitPoints().to(i);
    double rank = input.recent().rank(present);
    if (rank >= least && rank <= most) {
      return present;
    }
    double nearest = Math.max(least, Math.min(wanted, most));
    double between = input.recent().splitBetweenPositions(nearest, least, most);
    return Double.isNaN(between) ? input.recent().splitAt(nearest) : between;
  }

  private double[] slack(RebalanceInput input) {
    double leverage = input.horizonLoad() / (input.total() + input.horizonLoad());
    double[] slack = new double[input.fair().length];
    for (int k = 0; k < slack.length; k++) {
      double fair = input.fair()[k];
      slack[k] = fair * Math.min(RATE_SLACK, band(input, fair) / 2 / leverage);
    }
    return slack;
  }

  /** Split points for an order that has none yet: the input's split points do not matter. */
  SplitPoints first(RebalanceInput input) {
    Distribution recent = input.recent();
    double[] targets = targets(input);
    double[] splitPoints = new double[targets.length - 1];
    double wanted = 0;
    double previous = 0;
    for (int i = 0; i < splitPoints.length; i++) {
      wanted += targets[i];
      double slack = RATE_SLACK / 2 * Math.min(targets[i], targets[i + 1]);
      double between = recent.splitBetweenPositions(wanted, wanted - slack, wanted + slack);
      double splitPoint = Double.isNaN(between) ? recent.splitAt(wanted) : between;
      splitPoints[i] = Math.max(previous, splitPoint);
      previous = splitPoints[i];
    }
    return recent.splitPointsAt(splitPoints);
  }
}
