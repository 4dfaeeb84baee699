package io.shardsteer.deploy.stack;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Asks a Cassandra node whether it serves clients, without a driver. */
public final class CqlProbe {
  /** An OPTIONS request of CQL's binary protocol, version 4; see its specification, section 4.1. */
  private static final byte[] OPTIONS = {4, 0, 0, 0, 5, 0, 0, 0, 0};

  private static final byte SUPPORTED = 6;
  private static final int CONNECT_MILLIS = 500;
  private static final int ANSWER_MILLIS = 1_000;

  private CqlProbe() {}

  /** Whether the node answers now; waits for a moment at most. */
  public static boolean answers(InetSocketAddress node) {
    return answers(node, SocketFactory.getDefault(), ANSWER_MILLIS);
  }

  /**
   * Whether the node answers now.
   *
   * @param sockets plain or encrypted
   */
  static boolean answers(InetSocketAddress node, SocketFactory sockets, int answerMillis) {
    try (Socket socket = sockets.createSocket()) {
      socket.connect(node, CONNECT_MILLIS);
      socket.setSoTimeout(answerMillis);
      socket.getOutputStream().write(OPTIONS);
      byte[] header = new byte[9];
      new DataInputStream(socket.getInputStream()).readFully(header);
      return header[4] == SUPPORTED;
    } catch (IOException notYet) {
      return false;
    }
  }
}
