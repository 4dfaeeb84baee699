package io.shardsteer.common.control;

/** What the model of the newest table is going through. */
sealed interface ModelPhase {
  /** There is no model: records are spread by their keys' hashes. */
  record Hashing() implements ModelPhase {}

  /** The model has proved itself. */
  record Settled() implements ModelPhase {}

  /**
   * A table that changed more than split points is not known to be in force for all routers:
   * nothing that has been measured describes what it does.
   *
   * @param fromMillis publish time from which on it is in force
   * @param then what follows
   */
  record AwaitingEffect(long fromMillis, ModelPhase then) implements ModelPhase {}

  /**
   * The model is watched and goes back if it makes things worse.
   *
   * @param probation what it is compared with
   */
  record OnProbation(Probation probation) implements ModelPhase {}

  /** The name in status messages. */
  default String name() {
    if (this instanceof AwaitingEffect) {
      return "awaiting_effect";
    }
    if (this instanceof OnProbation) {
      return "on_probation";
    }
    return this instanceof Settled ? "settled" : "hashing";
  }
}
