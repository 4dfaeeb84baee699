package io.shardsteer.common.message;

import java.util.Map;

/**
 * One decision of the controller, or one not taken, with the numbers it rested on.
 *
 * @param atMillis when, epoch milliseconds
 * @param kind {@code started}, {@code rebalanced}, {@code resolution_reduced}, {@code
 *     resolution_restored}, {@code retrain_requested}, {@code adopted}, {@code refused}, {@code
 *     reverted}, {@code settled}, {@code no_action}, {@code reconfigured}
 * @param trigger short stable name of what led to it
 * @param revision routing table that was published or is in force
 * @param modelVersion model of that table
 * @param message one sentence for people
 * @param who has decided: an operator's login or user; empty: the controller itself
 * @param before measured numbers before, by name
 * @param expected numbers expected after
 * @param after measured numbers after, where the entry closes an earlier one; else empty
 */
public record LoggedDecision(
    long atMillis,
    String kind,
    String trigger,
    long revision,
    int modelVersion,
    String message,
    String who,
    Map<String, Double> before,
    Map<String, Double> expected,
    Map<String, Double> after)
    implements SteerMessage {
  public LoggedDecision {
    before = Map.copyOf(before);
    expected = Map.copyOf(expected);
    after = Map.copyOf(after);
  }
}
