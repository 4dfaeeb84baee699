package io.shardsteer.common.message;

import io.shardsteer.common.steering.Reshard;
import java.util.Map;

/**
 * How far a move of stored rows is; message key = {@link Reshard#number()}. Its only writer is the
 * command that moves them.
 *
 * @param reshard what moves
 * @param call every router instance answers a message with a call that it has not seen, on the
 *     topic of configuration answers; empty: no answer is wanted
 * @param shard shard whose rows are being copied; those of the shards before it are
 * @param page where copying goes on in it, as the store put it; empty: at its beginning
 * @param records by how many records each shard has grown by the move, or shrunk, once it is done
 * @param bytes likewise in bytes
 */
public record ReshardMessage(
    Reshard reshard,
    String call,
    int shard,
    String page,
    Map<Integer, Long> records,
    Map<Integer, Long> bytes)
    implements SteerMessage {
  public ReshardMessage {
    records = Map.copyOf(records);
    bytes = Map.copyOf(bytes);
  }
}
