package io.shardsteer.trainer.publish;

import io.shardsteer.common.message.TrainingOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** TrainingReports in memory that can fail to be announced. */
final class MemoryOutcomes implements TrainingReports {
  final List<TrainingOutcome> announced = new ArrayList<>();
  boolean away;

  @Override
  public boolean isAnswered(String requestId) {
    return announced.stream().anyMatch(outcome -> outcome.requestId().equals(requestId));
  }

  @Override
  public void announce(TrainingOutcome outcome) throws IOException {
    if (away) {
      throw new IOException("broker is away");
    }
    announced.add(outcome);
  }
}
