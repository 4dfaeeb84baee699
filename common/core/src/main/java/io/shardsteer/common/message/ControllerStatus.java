package io.shardsteer.common.message;

import java.util.List;
import java.util.Map;

/**
 * What the controller does, on {@link Topics#controllerStatus}, a compacted topic with one key. It
 * is published when it changes and every few seconds.
 *
 * @param atMillis when, epoch milliseconds
 * @param revision newest routing table; it may not be in force yet
 * @param modelVersion that table's model; 0: hashing
 * @param modelSinceMillis publish time from which on the model routes; 0: from the beginning
 * @param phase of the model: {@code hashing}, {@code awaiting_effect}, {@code on_probation}, {@code
 *     settled}
 * @param phaseUntilMillis publish time at which the phase ends at the earliest; 0: open
 * @param training id of the training in flight, or empty
 * @param waitingFor what the controller waits for, for people; empty: for nothing
 * @param pauses what an operator has frozen
 * @param candidates models that wait for approval
 * @param routers router instances that are alive
 * @param lagMillis by how much the slowest router is behind its stream; 0: none is
 * @param samples training samples that routers have sent
 * @param sizes load of each shard, by id
 * @param hotKey a key of more load than a shard's share; empty: none, or not known by name
 * @param figures measured figures by name; those that could not be measured are left out
 * @param rows whether and how stored rows move
 * @param corrections by how much shards hold more or less than was routed and moved: wherever a
 *     size is shown, it has them
 */
public record ControllerStatus(
    long atMillis,
    long revision,
    int modelVersion,
    long modelSinceMillis,
    String phase,
    long phaseUntilMillis,
    String training,
    String waitingFor,
    List<Paused> pauses,
    List<WaitingCandidate> candidates,
    int routers,
    long lagMillis,
    long samples,
    List<Double> sizes,
    String hotKey,
    Map<String, Double> figures,
    Rows rows,
    ControllerCheckpoint.Corrections corrections)
    implements SteerMessage {
  public ControllerStatus {
    pauses = List.copyOf(pauses);
    candidates = List.copyOf(candidates);
    sizes = List.copyOf(sizes);
    figures = Map.copyOf(figures);
  }

  /**
   * Whether and how stored rows move to where the newest table puts them.
   *
   * @param mode {@code by_hand} or {@code automatic}
   * @param state {@code idle}, {@code asked} (a mover has not begun yet), {@code copying} or {@code
   *     deleting}
   * @param move number of the move under way; 0: none is
   * @param revision table by which its rows move
   * @param planned rows that had to move when it was begun, or gone on with, last; 0: not known
   * @param copied to their new places
   * @param deleted from their old ones
   * @param waitingFor why nothing moves, for people; empty: rows move, or move by hand only
   */
  public record Rows(
      String mode,
      String state,
      int move,
      long revision,
      long planned,
      long copied,
      long deleted,
      String waitingFor) {
    /** Of a controller that moves none. */
    public static final Rows NONE = new Rows("by_hand", "idle", 0, 0, 0, 0, 0, "");
  }

  /**
   * Something that an operator has frozen.
   *
   * @param what {@code rebalancing} or {@code models}
   * @param sinceMillis since when, epoch milliseconds
   * @param who has frozen it
   * @param reason why; may be empty
   */
  public record Paused(String what, long sinceMillis, String who, String reason) {}

  /**
   * A model that waits for approval.
   *
   * @param id names it in {@link ControllerCommand.Approve} and {@link ControllerCommand.Reject}
   * @param modelVersion version that it would have
   * @param sinceMillis since when it waits, epoch milliseconds
   * @param expiresMillis when it is refused unless it has been approved
   * @param present figures of the present order, by name
   * @param expected figures of the candidate, by name: {@code predicted_imbalance}, {@code
   *     predicted_fan_out}, {@code movement}, ...
   */
  public record WaitingCandidate(
      String id,
      int modelVersion,
      long sinceMillis,
      long expiresMillis,
      Map<String, Double> present,
      Map<String, Double> expected) {
    public WaitingCandidate {
      present = Map.copyOf(present);
      expected = Map.copyOf(expected);
    }
  }
}
