package io.shardsteer.functions.router;

import io.shardsteer.common.message.LateTable;
import io.shardsteer.common.pulsar.MessagePublisher;
import io.shardsteer.common.steering.LateUse;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** What an instance says about late tables, on their topic; tried again until it is durable. */
final class PublishedLateTables implements Consumer<LateUse> {
  private final MessagePublisher publisher;
  private final String incarnation;
  private final AsyncRetry saying;

  PublishedLateTables(
      MessagePublisher publisher,
      String incarnation,
      ScheduledExecutorService scheduler,
      Backoff backoff) {
    this.publisher = publisher;
    this.incarnation = incarnation;
    saying = new AsyncRetry("late_tables", scheduler, backoff, failure -> false);
  }

  @Override
  public void accept(LateUse use) {
    LateTable message = new LateTable(incarnation, use);
    var unused = saying.untilDone(() -> publisher.send(message.messageKey(), message));
  }
}
