package io.shardsteer.trainer.publish;

import io.shardsteer.common.message.Sample;
import java.io.IOException;
import java.util.List;

/** The samples that routers have sent so far. */
public interface SampleWindow {
  /**
   * The newest samples, oldest first.
   *
   * @param count most samples
   * @param untilMillis those that were sent later are not among them
   * @throws IOException if they cannot be read now
   */
  List<Sample> newest(int count, long untilMillis) throws IOException;
}
