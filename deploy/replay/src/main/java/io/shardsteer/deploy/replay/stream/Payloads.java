package io.shardsteer.deploy.replay.stream;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The records of a file as the bytes that would be their messages. */
interface Payloads extends Closeable {
  /** The next one; null at the end. */
  byte @Nullable [] next() throws IOException;

  /** Leaves out the one that was handed over last. */
  void leaveOut(String problem);
}
