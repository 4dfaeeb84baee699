package io.shardsteer.mover;

/** Holds rows back while they may not move: it is passed before a move and after each page. */
@FunctionalInterface
public interface MoveGate {
  /**
   * Returns once rows may move.
   *
   * @throws RuntimeException if the move is to end here; another run goes on from here
   */
  void pass();
}
