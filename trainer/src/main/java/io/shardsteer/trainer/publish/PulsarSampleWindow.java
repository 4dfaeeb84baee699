package io.shardsteer.trainer.publish;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;

/**
 * Samples on the pipeline's topic, read backwards in growing steps: how far back the newest ones
 * reach depends on how fast they came. Holds no more samples than it is asked for.
 */
public final class PulsarSampleWindow implements SampleWindow {
  private static final Duration FIRST_STEP = Duration.ofMinutes(2);
  private static final Duration LAST_STEP = Duration.ofDays(8);
  private static final int GROWTH = 4;

  private final PulsarClient client;
  private final String topic;

  public PulsarSampleWindow(PulsarClient client, String topic) {
    this.client = client;
    this.topic = topic;
  }

  @Override
  public List<Sample> newest(int count, long untilMillis) throws IOException {
    try (Reader<byte[]> reader =
        client.newReader(Schema.BYTES).topic(topic).startMessageId(MessageId.earliest).create()) {
      for (Duration back = FIRST_STEP;
          back.compareTo(LAST_STEP) < 0;
          back = back.multipliedBy(GROWTH)) {
        reader.seek(Math.max(0, untilMillis - back.toMillis()));
        ArrayDeque<Sample> window = readToEnd(reader, count, untilMillis);
        if (window.size() == count) {
          return List.copyOf(window);
        }
      }
      reader.seek(MessageId.earliest);
      return List.copyOf(readToEnd(reader, count, untilMillis));
    }
  }

  /** The last samples of those published until now, as others keep coming while this reads. */
  private ArrayDeque<Sample> readToEnd(Reader<byte[]> reader, int count, long untilMillis)
      throws IOException {
    ArrayDeque<Sample> window = new ArrayDeque<>();
    TopicSpan.read(
        reader,
        untilMillis,
        message -> {
          window.addLast(MessageCodec.decode(message.getData(), Sample.class));
          if (window.size() > count) {
            window.removeFirst();
          }
        });
    return window;
  }
}
