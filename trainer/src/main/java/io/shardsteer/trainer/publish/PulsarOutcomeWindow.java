package io.shardsteer.trainer.publish;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.trainer.dataset.JoinedOutcomes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outcomes on the topic that the pipeline names, read from the time of the oldest sample on. Holds
 * those of the samples' keys alone.
 */
public final class PulsarOutcomeWindow implements OutcomeWindow {
  private static final Logger LOG = LoggerFactory.getLogger(PulsarOutcomeWindow.class);

  /** Partitions are read in turns; so many messages that came since are the end of all of them. */
  private static final int MOST_AFTER_THE_END = 10_000;

  private final PulsarClient client;

  public PulsarOutcomeWindow(PulsarClient client) {
    this.client = client;
  }

  @Override
  public List<Sample> join(List<Sample> samples, PipelineConfig config, long untilMillis)
      throws IOException {
    if (config.outcomes().topic().isEmpty() || samples.isEmpty()) {
      return samples;
    }
    JoinedOutcomes outcomes = new JoinedOutcomes(config.outcomes(), samples);
    long from = samples.stream().mapToLong(Sample::publishMillis).min().orElseThrow();
    try (Reader<byte[]> reader =
        client
            .newReader(Schema.BYTES)
            .topic(config.outcomes().topic())
            .startMessageId(MessageId.earliest)
            .create()) {
      reader.seek(Math.max(0, from));
      read(reader, outcomes, config, untilMillis);
    }
    return outcomes.join(samples);
  }

  private static void read(
      Reader<byte[]> reader, JoinedOutcomes outcomes, PipelineConfig config, long untilMillis)
      throws IOException {
    long used = 0;
    long unusable = 0;
    int afterTheEnd = 0;
    while (afterTheEnd < MOST_AFTER_THE_END && reader.hasMessageAvailable()) {
      Message<byte[]> message = reader.readNext(TopicSpan.READ_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        break;
      }
      if (message.getPublishTime() > untilMillis) {
        afterTheEnd++;
        continue;
      }
      Optional<ReceivedOutcome> outcome =
          ReceivedOutcome.read(TopicFollower.payload(message), message.getKey(), config);
      if (outcome.isPresent()
          && outcomes.arrived(
              outcome.get().key(), outcome.get().fields(), message.getPublishTime())) {
        used++;
      } else {
        unusable++;
      }
    }
    if (unusable > 0) {
      LOG.warn(
          "Left out outcomes without a key or any of the fields topic={} fields={} count={} of={}",
          config.outcomes().topic(),
          config.outcomes().fields(),
          unusable,
          unusable + used);
    }
  }
}
