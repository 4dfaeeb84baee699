package io.shardsteer.functions.router;

import io.shardsteer.common.message.RouterReport;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.pulsar.MessagePublisher;
import io.shardsteer.common.routing.RouterTally;
import io.shardsteer.common.routing.SentReports;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports on their topic, again and again, and the same figures as the function's metrics. */
final class RouterReports {
  private static final Logger LOG = LoggerFactory.getLogger(RouterReports.class);

  private final String incarnation;
  private final RouterTally tally;
  private final SentReports sent = new SentReports();
  private final InFlight inFlight;
  private final Steering steering;
  private final MessagePublisher publisher;
  private final ObjDoubleConsumer<String> metrics;

  RouterReports(
      String incarnation,
      RouterTally tally,
      InFlight inFlight,
      Steering steering,
      MessagePublisher publisher,
      ObjDoubleConsumer<String> metrics) {
    this.incarnation = incarnation;
    this.tally = tally;
    this.inFlight = inFlight;
    this.steering = steering;
    this.publisher = publisher;
    this.metrics = metrics;
  }

  /** Sends a report after each interval, which may change in between. */
  void every(ScheduledExecutorService background, Supplier<Duration> interval) {
    try {
      var unused =
          background.schedule(
              () -> {
                send();
                every(background, interval);
              },
              interval.get().toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("No more reports after shutdown incarnation={}", incarnation);
    }
  }

  /** Sends a report now. One that is lost does no harm: the next one counts the same records. */
  void send() {
    ShardReport report = tally.report(System.currentTimeMillis(), inFlight.count());
    RouterReport message = sent.next(report);
    var unused =
        publisher
            .send(message.key(), message)
            .whenComplete(
                (id, failure) -> {
                  if (failure == null) {
                    sent.durable(message);
                  } else {
                    LOG.warn("Report lost sequence={}", report.sequence(), failure);
                  }
                });
    metrics.accept("steer_records", total(report.records()));
    metrics.accept("steer_rejects", total(report.rejects()));
    metrics.accept("steer_late_records", (double) report.lateRecords());
    metrics.accept("steer_in_flight", report.inFlight());
    metrics.accept("steer_write_p99_millis", report.writeMillisP99());
    metrics.accept("steer_revision", (double) report.revision());
    metrics.accept("steer_models_refused", steering.refused().size());
  }

  private static double total(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
