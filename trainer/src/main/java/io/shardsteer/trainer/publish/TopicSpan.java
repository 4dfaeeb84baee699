package io.shardsteer.trainer.publish;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.Reader;

/** Reads a topic from where its reader is to a time. */
final class TopicSpan {
  /** A reader that was sent to a time may believe in messages that are not there. */
  static final int READ_SECONDS = 10;

  private TopicSpan() {}

  /**
   * Hands over the messages that were published until now, as others keep coming while this reads.
   *
   * @throws IOException if the topic cannot be read now
   */
  static void read(Reader<byte[]> reader, long untilMillis, Consumer<Message<byte[]>> each)
      throws IOException {
    while (reader.hasMessageAvailable()) {
      Message<byte[]> message = reader.readNext(READ_SECONDS, TimeUnit.SECONDS);
      if (message == null || message.getPublishTime() > untilMillis) {
        return;
      }
      each.accept(message);
    }
  }
}
