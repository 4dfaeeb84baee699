package io.shardsteer.deploy.stack;

/** A server of a stack and the faults that it may suffer. Not thread-safe. */
public interface StackServer {
  /**
   * Starts it, on the data and under the address that it had, and waits until it serves.
   *
   * @throws StackException if it does not serve in time
   */
  void start();

  /** Ends it in an orderly way. */
  void stop();

  /** Ends it at once, as a crash would. */
  void kill();

  /** Freezes it, as a long pause or a network partition would. */
  void pause();

  /** Lets it go on after a freeze. */
  void resume();
}
