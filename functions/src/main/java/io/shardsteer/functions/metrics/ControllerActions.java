package io.shardsteer.functions.metrics;

import io.shardsteer.common.control.ControllerAction;

/** Carries out what the controller wants. */
@FunctionalInterface
interface ControllerActions {
  /**
   * Does it and returns when it is durable, however long that takes.
   *
   * @throws FencedException if another instance decides now
   * @throws InterruptedException if interrupted while trying
   */
  void carryOut(ControllerAction action) throws FencedException, InterruptedException;
}
