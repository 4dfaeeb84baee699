package io.shardsteer.functions.metrics;

import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.pulsar.MessagePublisher;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the controller's status when something changes that operators wait for, and every few
 * seconds. One that is lost does no harm. Not thread-safe.
 */
final class StatusPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(StatusPublisher.class);

  private static final String KEY = "status";
  private static final long PERIOD_MILLIS = 3_000;

  private final MessagePublisher publisher;
  private List<Object> last = List.of();
  private long lastMillis;

  StatusPublisher(MessagePublisher publisher) {
    this.publisher = publisher;
  }

  void take(ControllerStatus status) {
    List<Object> telling =
        List.of(
            status.modelVersion(),
            status.phase(),
            status.training(),
            status.pauses(),
            status.candidates(),
            status.routers());
    if (telling.equals(last) && status.atMillis() - lastMillis < PERIOD_MILLIS) {
      return;
    }
    last = telling;
    lastMillis = status.atMillis();
    var unused =
        publisher
            .send(KEY, status)
            .exceptionally(
                failure -> {
                  LOG.debug("Status lost", failure);
                  return null;
                });
  }
}
