package io.shardsteer.trainer.publish;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.Sample;
import java.io.IOException;
import java.util.List;

/** What has become known of records since they arrived. */
public interface OutcomeWindow {
  /** For pipelines without outcomes: samples stay as they are. */
  OutcomeWindow NONE = (samples, config, untilMillis) -> samples;

  /**
   * The samples with the outcomes that are known of them among their fields.
   *
   * @param untilMillis outcomes that are published later are left for the next training
   * @throws IOException if outcomes cannot be read now
   */
  List<Sample> join(List<Sample> samples, PipelineConfig config, long untilMillis)
      throws IOException;
}
