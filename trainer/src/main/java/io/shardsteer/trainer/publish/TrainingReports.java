package io.shardsteer.trainer.publish;

import io.shardsteer.common.message.TrainingOutcome;
import java.io.IOException;

/** What this trainer and its standbys have announced. */
public interface TrainingReports {
  /**
   * True if the request has been answered, by whichever trainer.
   *
   * @throws IOException if that cannot be known now
   */
  boolean isAnswered(String requestId) throws IOException;

  /**
   * Tells the controller; durable on return.
   *
   * @throws IOException if it cannot be told now
   */
  void announce(TrainingOutcome outcome) throws IOException;
}
