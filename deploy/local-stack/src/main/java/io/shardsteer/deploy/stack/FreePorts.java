package io.shardsteer.deploy.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Loopback ports that nobody listens on.
 *
 * <p>They lie below the range that operating systems take for outgoing connections, so that a
 * server which is stopped for a while finds its port free when it comes back.
 */
final class FreePorts {
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 1_000;

  private final Random random = new Random();
  private final Set<Integer> handedOut = new HashSet<>();

  /**
   * A port that was not handed out before.
   *
   * @throws StackException if none is found
   */
  int next() {
    for (int i = 0; i < TRIES; i++) {
      int port = LOWEST + random.nextInt(HIGHEST - LOWEST);
      if (handedOut.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new StackException(
        "No free port was found between %d and %d on the loopback address."
            .formatted(LOWEST, HIGHEST));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
