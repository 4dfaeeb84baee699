package io.shardsteer.functions.router;

import io.shardsteer.common.record.Rejection;
import java.util.concurrent.CompletionStage;

/** Where records go that cannot be steered. */
interface DeadLetters {
  /**
   * Keeps a record with its original payload, key and properties and the reason.
   *
   * @return completed once it is durable
   */
  CompletionStage<?> keep(InputRecord record, String recordId, Rejection rejection);
}
