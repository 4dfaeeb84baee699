package io.shardsteer.trainer.cli;

/** What a process does for its pipeline. */
enum Role {
  /** Trains models, and moves stored rows. */
  BOTH,
  /** Trains models only. */
  TRAINER,
  /** Moves stored rows only. */
  MOVER;

  boolean trains() {
    return this != MOVER;
  }

  boolean movesRows() {
    return this != TRAINER;
  }
}
