package io.shardsteer.deploy.cli.demo;

import io.shardsteer.common.message.LoggedDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the story of the trainings off the decision log. */
final class Trainings {
  private static final String REQUESTED = "retrain_requested";
  private static final Set<String> OUTCOMES = Set.of("adopted", "refused");

  private Trainings() {}

  /** One for each request, with the first outcome that follows it. */
  static List<Summary.Training> of(List<LoggedDecision> decisionLog) {
    List<Summary.Training> trainings = new ArrayList<>();
    for (int i = 0; i < decisionLog.size(); i++) {
      LoggedDecision entry = decisionLog.get(i);
      if (entry.kind().equals(REQUESTED)) {
        trainings.add(
            new Summary.Training(
                entry.trigger(),
                entry.message(),
                outcome(decisionLog.subList(i + 1, decisionLog.size()))));
      }
    }
    return trainings;
  }

  private static String outcome(List<LoggedDecision> after) {
    for (LoggedDecision entry : after) {
      if (entry.kind().equals(REQUESTED)) {
        return "no answer before the next request";
      }
      if (OUTCOMES.contains(entry.kind())) {
        return entry.kind() + ": " + entry.message();
      }
    }
    return "still in training at the end";
  }
}
