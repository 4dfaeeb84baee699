package io.shardsteer.common.pulsar;

/** Waiting between two looks at something that a server does. */
public final class Waiting {
  private Waiting() {}

  /**
   * @throws OperationException if the thread is interrupted; it stays marked so
   */
  public static void forMillis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("Interrupted.", e);
    }
  }
}
