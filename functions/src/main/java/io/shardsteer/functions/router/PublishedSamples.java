package io.shardsteer.functions.router;

import io.shardsteer.common.message.Sample;
import io.shardsteer.common.pulsar.MessagePublisher;
import java.util.concurrent.atomic.AtomicLong;

/** Samples on their topic. */
final class PublishedSamples implements Samples {
  private final MessagePublisher publisher;
  private final Runnable onSent;
  private final AtomicLong lost = new AtomicLong();

  /**
   * @param onSent told of each sample that is durable
   */
  PublishedSamples(MessagePublisher publisher, Runnable onSent) {
    this.publisher = publisher;
    this.onSent = onSent;
  }

  @Override
  public void offer(Sample sample) {
    var unused =
        publisher
            .send("", sample)
            .whenComplete(
                (id, failure) -> {
                  if (failure == null) {
                    onSent.run();
                  } else {
                    lost.incrementAndGet();
                  }
                });
  }

  /** Samples that could not be sent so far. */
  long lost() {
    return lost.get();
  }
}
