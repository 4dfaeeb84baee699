package io.shardsteer.functions.metrics;

import io.shardsteer.common.control.HelmAction;

/** Carries out what the helm wants. */
@FunctionalInterface
interface HelmActions {
  /**
   * Does it and returns when it is durable, however long that takes.
   *
   * @throws FencedException if another instance decides now
   * @throws InterruptedException if interrupted while trying
   */
  void carryOut(HelmAction action) throws FencedException, InterruptedException;
}
