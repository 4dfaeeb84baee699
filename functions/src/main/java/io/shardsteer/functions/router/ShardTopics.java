package io.shardsteer.functions.router;

import io.shardsteer.common.routing.Decision;
import java.util.concurrent.CompletionStage;

/** The shards' topics, to write to. */
interface ShardTopics {
  /**
   * Publishes a record to the topic of its shard, unchanged but for added {@code steer-*}
   * properties. Records of one shard stay in the order of the calls unless one fails.
   *
   * @return completed once it is durable; failed with {@link RecordRefusedException} where this
   *     record can never be published, with anything else where it may work later
   */
  CompletionStage<?> publish(InputRecord record, Decision decision);
}
