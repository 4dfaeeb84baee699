package io.shardsteer.mover;

/** Rows may not move now: the move ends here, and another run goes on from here. */
final class HeldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HeldException(String why) {
    super(why);
  }
}
