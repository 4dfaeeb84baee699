package io.shardsteer.trainer.publish;

import io.shardsteer.common.asked.ShapeTally;
import io.shardsteer.common.message.AskedShape;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.pulsar.TopicFollower;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;

/** What readers report on the pipeline's topic; only its shapes are kept in memory. */
public final class PulsarAskedWindow implements AskedWindow {
  /** A reader that was sent to a time may believe in messages that are not there. */
  private static final int READ_SECONDS = 10;

  private final PulsarClient client;
  private final String topic;

  public PulsarAskedWindow(PulsarClient client, String topic) {
    this.client = client;
    this.topic = topic;
  }

  @Override
  public List<AskedShape> within(Duration window, long nowMillis) throws IOException {
    ShapeTally tally = new ShapeTally();
    if (!TopicFollower.exists(client, topic)) {
      return tally.shapes();
    }
    try (Reader<byte[]> reader =
        client.newReader(Schema.BYTES).topic(topic).startMessageId(MessageId.earliest).create()) {
      reader.seek(Math.max(0, nowMillis - window.toMillis()));
      while (reader.hasMessageAvailable()) {
        Message<byte[]> message = reader.readNext(READ_SECONDS, TimeUnit.SECONDS);
        if (message == null || message.getPublishTime() > nowMillis) {
          break;
        }
        tally.add(MessageCodec.decode(message.getData(), QueryReport.class).shapes());
      }
    }
    return tally.shapes();
  }
}
