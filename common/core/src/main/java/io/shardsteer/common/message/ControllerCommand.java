package io.shardsteer.common.message;

import java.util.List;
import java.util.Map;

/**
 * What an operator wants of the controller, on {@link Topics#commands}. It takes effect once; the
 * controller answers on {@link Topics#commandAnswers} and writes a decision with who and why. A
 * command that is sent while no controller runs waits for the next one.
 */
public sealed interface ControllerCommand extends SteerMessage {
  /** Who wants it and why. */
  Origin origin();

  /**
   * Where a command comes from.
   *
   * @param id unique; the answer repeats it, and a command that comes twice takes effect once
   * @param who login or operating-system user
   * @param reason why, in the operator's words; may be empty
   * @param atMillis when, epoch milliseconds
   */
  record Origin(String id, String who, String reason, long atMillis) {}

  /**
   * Freezes what the controller decides by itself, while routing goes on.
   *
   * @param rebalancing split points stay where they are
   * @param models no model is asked for, adopted or taken back; a model on probation stays on it
   */
  record Pause(Origin origin, boolean rebalancing, boolean models) implements ControllerCommand {}

  /** Ends what {@link Pause} or {@link Rollback} began. */
  record Resume(Origin origin, boolean rebalancing, boolean models) implements ControllerCommand {}

  /**
   * Adopts a candidate that waits for approval.
   *
   * @param candidate {@link ControllerStatus.WaitingCandidate#id}; empty: the only one that waits
   */
  record Approve(Origin origin, String candidate) implements ControllerCommand {}

  /**
   * Refuses a candidate that waits for approval.
   *
   * @param candidate {@link ControllerStatus.WaitingCandidate#id}; empty: the only one that waits
   */
  record Reject(Origin origin, String candidate) implements ControllerCommand {}

  /**
   * Goes back, with fresh split points, and pauses models until {@link Resume}.
   *
   * @param to what {@code number} is
   * @param number version of a model or revision of a routing table; 0 for hashing
   */
  record Rollback(Origin origin, Target to, long number) implements ControllerCommand {
    /** What a rollback leads to. */
    public enum Target {
      /** A model whose package is kept. */
      MODEL,
      /** The model of a routing table. */
      REVISION,
      /** Hashing of keys, without a model. */
      HASH
    }
  }

  /**
   * Tells how many rows the shards' tables hold.
   *
   * @param rows counted, by shard
   * @param surplus by how many rows each shard holds more than the controller had counted, or fewer
   * @param surplusBytes likewise in bytes of payload
   * @param adopt whether the controller's sizes are to be what was counted; if not, a difference is
   *     only written down
   */
  record StoredRows(
      Origin origin,
      Map<Integer, Long> rows,
      Map<Integer, Long> surplus,
      Map<Integer, Long> surplusBytes,
      boolean adopt)
      implements ControllerCommand {
    /** A shard that differs by more than this share of its rows is worth a warning. */
    public static final double TOLERATED = 0.05;

    public StoredRows {
      rows = Map.copyOf(rows);
      surplus = Map.copyOf(surplus);
      surplusBytes = Map.copyOf(surplusBytes);
    }

    /** The shards that differ by more than is tolerated, ascending. */
    public List<Integer> differing() {
      return surplus.entrySet().stream()
          .filter(
              it ->
                  Math.abs(it.getValue())
                      > TOLERATED * Math.max(1, rows.getOrDefault(it.getKey(), 0L)))
          .map(Map.Entry::getKey)
          .sorted()
          .toList();
    }
  }

  /** Asks for a training now. */
  record Retrain(Origin origin) implements ControllerCommand {}
}
