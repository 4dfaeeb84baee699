package io.shardsteer.functions.router;

import io.shardsteer.common.adapter.pulsar.MessagePublisher;
import io.shardsteer.common.message.Sample;
import java.util.concurrent.atomic.AtomicLong;

/** Samples on their topic. */
final class PublishedSamples implements Samples {
  private final MessagePublisher publisher;
  private final AtomicLong lost = new AtomicLong();

  PublishedSamples(MessagePublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void offer(Sample sample) {
    var unused =
        publisher
            .send("", sample)
            .whenComplete(
                (id, failure) -> {
                  if (failure != null) {
                    lost.incrementAndGet();
                  }
                });
  }

  /** Samples that could not be sent so far. */
  long lost() {
    return lost.get();
  }
}
