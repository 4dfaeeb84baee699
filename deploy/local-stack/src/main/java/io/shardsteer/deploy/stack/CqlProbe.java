package io.shardsteer.deploy.stack;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

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
    try (Socket socket = new Socket()) {
      socket.connect(node, CONNECT_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write(OPTIONS);
      byte[] header = new byte[9];
      new DataInputStream(socket.getInputStream()).readFully(header);
      return header[4] == SUPPORTED;
    } catch (IOException notYet) {
      return false;
    }
  }
}
