package io.shardsteer.deploy.cli.rejects;

import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.ReplayMessage;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.SoleWriter;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.deploy.cli.rollout.CommandException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * The durable record of which dead letters were sent again, batch by batch. Whoever has it open is
 * the only one that sends; the broker takes it from a process that dies.
 */
final class ReplayJournal implements AutoCloseable {
  private final SoleWriter writer;
  private final Set<String> sent = new HashSet<>();
  private long newest;
  private Optional<Unsettled> unsettled = Optional.empty();

  /**
   * A batch of which any part may be on the input topic, because who sent it died.
   *
   * @param batch the letters
   * @param sinceMillis none of them was sent before, by the clock of who sent them
   */
  record Unsettled(ReplayMessage batch, long sinceMillis) {}

  private ReplayJournal(SoleWriter writer) {
    this.writer = writer;
  }

  /**
   * @throws CommandException if another process has it, or it cannot be read
   */
  static ReplayJournal open(PulsarClient client, Topics topics) {
    var journal =
        new ReplayJournal(
            SoleWriter.open(
                client,
                topics.replays(),
                "Dead letters of pipeline %s are being sent by another process."
                    .formatted(topics.pipeline())));
    try {
      journal.read(client, topics);
      return journal;
    } catch (PulsarClientException e) {
      throw SoleWriter.unusable(topics.replays(), e);
    }
  }

  private void read(PulsarClient client, Topics topics) throws PulsarClientException {
    Map<Long, Unsettled> batches = new HashMap<>();
    TopicFollower.readThrough(
        client,
        topics.replays(),
        message -> {
          ReplayMessage batch = MessageCodec.decode(message.getData(), ReplayMessage.class);
          batches.put(batch.number(), new Unsettled(batch, message.getPublishTime()));
        });
    batches.forEach(
        (number, written) -> {
          newest = Math.max(newest, number);
          if (written.batch().sent()) {
            sent.addAll(written.batch().letters());
          } else {
            unsettled = Optional.of(written);
          }
        });
  }

  /** The batch that the last process left unfinished. */
  Optional<Unsettled> unsettled() {
    return unsettled;
  }

  /** Whether a letter was sent, for all that is known without {@link #unsettled}. */
  boolean wasSent(String letter) {
    return sent.contains(letter);
  }

  /** Says that a batch is about to be sent, and returns once that is durable. */
  void begin(List<String> letters) {
    write(new ReplayMessage(++newest, letters, false));
  }

  /** Says that of the batch begun last these letters were sent, and no others. */
  void settle(List<String> letters) {
    write(new ReplayMessage(newest, letters, true));
    sent.addAll(letters);
  }

  private void write(ReplayMessage message) {
    try {
      writer.write(message.number(), message);
    } catch (PulsarClientException e) {
      throw new CommandException(
          "What was sent cannot be written down: %s\nNothing is lost. Run the command again: it looks for what has arrived and sends the rest."
              .formatted(PulsarFailures.reason(e)),
          e);
    }
  }

  @Override
  public void close() throws PulsarClientException {
    writer.close();
  }
}
