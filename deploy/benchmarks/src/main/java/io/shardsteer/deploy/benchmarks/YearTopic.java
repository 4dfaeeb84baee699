package io.shardsteer.deploy.benchmarks;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.RoutingMessage;
import io.shardsteer.common.message.SegmentMessage;
import io.shardsteer.common.message.TableMessage;
import io.shardsteer.common.steering.RevisionOrder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The routing topic as compaction leaves it: the newest message of each key, in their order. */
final class YearTopic {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Published(long atMillis, byte[] bytes) {}

  private final Map<String, Published> messages = new LinkedHashMap<>();

  void publish(String key, byte[] bytes, long atMillis) {
    messages.remove(key);
    messages.put(key, new Published(atMillis, bytes));
  }

  void withdraw(String key) {
    messages.remove(key);
  }

  long bytes() {
    return messages.values().stream().mapToLong(message -> message.bytes().length).sum();
  }

  /** Moves the messages to a file, so that they are in nobody's memory. */
  Path store() throws IOException {
    Path file = Files.createTempFile("shardsteer-year", ".topic");
    file.toFile().deleteOnExit();
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (Published message : messages.values()) {
        out.writeLong(message.atMillis());
        out.writeInt(message.bytes().length);
        out.write(message.bytes());
      }
    }
    messages.clear();
    return file;
  }

  /** Reads a file as a part reads the topic when it starts. */
  static void read(Path file, RevisionOrder.Sink sink) throws IOException {
    var order = new RevisionOrder(sink);
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (true) {
        long atMillis = in.readLong();
        RoutingMessage message =
            MessageCodec.decode(in.readNBytes(in.readInt()), RoutingMessage.class);
        if (message instanceof TableMessage table) {
          order.table(table.table(), atMillis);
        } else if (message instanceof SegmentMessage segment) {
          order.segment(segment.segment());
        }
      }
    } catch (EOFException end) {
      order.requireComplete();
    }
  }
}
