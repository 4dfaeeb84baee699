package io.shardsteer.deploy.stack;

/** Waiting between two looks at something that another process does. */
final class Pause {
  private Pause() {}

  /**
   * @throws StackException if the thread is interrupted; it stays marked so
   */
  static void forMillis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while waiting for a server.", e);
    }
  }
}
