package io.shardsteer.functions.router;

import io.shardsteer.common.message.Sample;

/** Where sampled records go for training. */
interface Samples {
  /** Sends a sample, or loses it rather than wait. */
  void offer(Sample sample);
}
