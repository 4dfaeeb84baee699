package io.shardsteer.trainer.publish;

import io.shardsteer.common.asked.ShapeTally;
import io.shardsteer.common.message.AskedShape;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.pulsar.TopicFollower;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;

/** What readers report on the pipeline's topic; only its shapes are kept in memory. */
public final class PulsarAskedWindow implements AskedWindow {
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
      TopicSpan.read(
          reader,
          nowMillis,
          message -> tally.add(MessageCodec.decode(message.getData(), QueryReport.class).shapes()));
    }
    return tally.shapes();
  }
}
