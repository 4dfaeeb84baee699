package io.shardsteer.deploy.stack;

import java.io.IOException;

/** Signals to processes: Java can only end them. Needs bash. */
final class Signals {
  private Signals() {}

  /**
   * Sends a signal; a process that is gone is fine.
   *
   * @param signal name without SIG
   * @param target process id, or {@code -id} for a process group
   */
  static void send(String signal, String target) {
    try {
      new ProcessBuilder("bash", "-c", "kill -" + signal + " -- " + target)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new StackException("Signal %s could not be sent to %s".formatted(signal, target), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
