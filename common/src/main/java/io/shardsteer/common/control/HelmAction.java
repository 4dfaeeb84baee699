package io.shardsteer.common.control;

import io.shardsteer.common.message.LedgerEntry;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.steering.SteeringTable;

/** What the helm wants done, in the order in which it says so. */
public sealed interface HelmAction {
  /** Publish a steering table; the helm counts it as published. */
  record PublishTable(SteeringTable table) implements HelmAction {}

  /** Ask the trainer for a model. */
  record RequestRetrain(RetrainRequest request) implements HelmAction {}

  /** Write an entry to the ledger. */
  record WriteLedger(LedgerEntry entry) implements HelmAction {}
}
