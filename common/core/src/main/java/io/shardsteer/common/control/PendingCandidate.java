package io.shardsteer.common.control;

import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.message.ControllerStatus.WaitingCandidate;
import io.shardsteer.common.message.TrainingOutcome.Candidate;
import java.util.Map;

/**
 * A candidate that waits for an operator.
 *
 * @param candidate the model
 * @param judgedAgainst version of the model that it was compared with; -1: unknown
 * @param sinceMillis since when it waits, epoch milliseconds
 * @param expiresMillis when it is refused
 * @param present figures of the order in force when it came
 */
record PendingCandidate(
    Candidate candidate,
    int judgedAgainst,
    long sinceMillis,
    long expiresMillis,
    Map<String, Double> present) {
  PendingCandidate {
    present = Map.copyOf(present);
  }

  ControllerCheckpoint.Waiting save() {
    return new ControllerCheckpoint.Waiting(
        candidate, judgedAgainst, sinceMillis, expiresMillis, present);
  }

  static PendingCandidate of(ControllerCheckpoint.Waiting saved) {
    return new PendingCandidate(
        saved.candidate(),
        saved.judgedAgainst(),
        saved.sinceMillis(),
        saved.expiresMillis(),
        saved.present());
  }

  boolean isNamed(String id) {
    return id.isEmpty() || id.equals(candidate.requestId());
  }

  String refusal(String why) {
    return "Model %d %s.".formatted(candidate.model().version(), why.strip()).replace("..", ".");
  }

  WaitingCandidate status() {
    return new WaitingCandidate(
        candidate.requestId(),
        candidate.model().version(),
        sinceMillis,
        expiresMillis,
        present,
        candidate.evaluation());
  }
}
