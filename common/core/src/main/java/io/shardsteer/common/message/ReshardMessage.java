package io.shardsteer.common.message;

import io.shardsteer.common.steering.Reshard;
import java.util.Map;

/**
 * How far a move of stored rows is; message key = {@link Reshard#number()}. Its only writer is
 * whoever moves them.
 *
 * @param reshard what moves
 * @param call every router instance answers a message with a call that it has not seen, on the
 *     topic of configuration answers; empty: no answer is wanted
 * @param shard shard whose rows are being copied; those of the shards before it are
 * @param page where copying goes on in it, as the store put it; empty: at its beginning
 * @param records by how many records each shard has grown by the move, or shrunk, once it is done
 * @param bytes likewise in bytes
 * @param request the {@link MoveRequest#id} that it answers; empty: an operator began it
 * @param progress how many rows it has dealt with
 */
public record ReshardMessage(
    Reshard reshard,
    String call,
    int shard,
    String page,
    Map<Integer, Long> records,
    Map<Integer, Long> bytes,
    String request,
    Progress progress)
    implements SteerMessage {
  public ReshardMessage {
    records = Map.copyOf(records);
    bytes = Map.copyOf(bytes);
  }

  /** A move that an operator began and of which no row is counted. */
  public ReshardMessage(
      Reshard reshard,
      String call,
      int shard,
      String page,
      Map<Integer, Long> records,
      Map<Integer, Long> bytes) {
    this(reshard, call, shard, page, records, bytes, "", Progress.NONE);
  }

  /**
   * Whether a move that is done is what was asked for; what an operator has moved since it was
   * asked for need not move again.
   */
  public boolean answers(MoveRequest asked) {
    return request.equals(asked.id()) || reshard.beforeMillis() >= asked.atMillis();
  }

  /** The same in a later phase. */
  public ReshardMessage in(Reshard.Phase later) {
    return new ReshardMessage(
        reshard.in(later), call, shard, page, records, bytes, request, progress);
  }

  /** The same as a call. */
  public ReshardMessage calling(String newCall) {
    return new ReshardMessage(reshard, newCall, shard, page, records, bytes, request, progress);
  }

  /** The same where copying goes on elsewhere. */
  public ReshardMessage at(int newShard, String newPage) {
    return new ReshardMessage(reshard, "", newShard, newPage, records, bytes, request, progress);
  }

  /** The same after shards have grown. */
  public ReshardMessage growing(Map<Integer, Long> newRecords, Map<Integer, Long> newBytes) {
    return new ReshardMessage(reshard, "", 0, "", newRecords, newBytes, request, progress);
  }

  /** The same after other progress. */
  public ReshardMessage with(Progress newProgress) {
    return new ReshardMessage(reshard, call, shard, page, records, bytes, request, newProgress);
  }

  /**
   * How many rows a move has dealt with.
   *
   * @param planned rows that had to move when it was begun, or gone on with, last; 0: not counted
   * @param copied to their new places
   * @param deleted from their old ones
   */
  public record Progress(long planned, long copied, long deleted) {
    public static final Progress NONE = new Progress(0, 0, 0);

    /** After so many more rows were copied. */
    public Progress copied(long more) {
      return new Progress(planned, copied + more, deleted);
    }

    /** After so many more rows were deleted. */
    public Progress deleted(long more) {
      return new Progress(planned, copied, deleted + more);
    }
  }
}
