package io.shardsteer.functions.router;

import io.shardsteer.common.message.LateTable;
import io.shardsteer.common.pulsar.MessagePublisher;
import io.shardsteer.common.retry.Backoff;
import io.shardsteer.common.steering.LateUse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Notes of late uses on their topic; each is sent again until it is durable, and none overtakes
 * another, as the last one of a key counts. Thread-safe.
 */
final class PublishedLateTables implements UseNotes.Sink {
  private final MessagePublisher publisher;
  private final String incarnation;
  private final AsyncRetry saying;
  private CompletionStage<?> last = CompletableFuture.completedFuture(null);

  PublishedLateTables(
      MessagePublisher publisher,
      String incarnation,
      ScheduledExecutorService scheduler,
      Backoff backoff) {
    this.publisher = publisher;
    this.incarnation = incarnation;
    saying =
        new AsyncRetry("late_tables", scheduler, backoff, failure -> AsyncRetry.Blame.DEPENDENCY);
  }

  @Override
  public CompletionStage<?> say(LateUse use) {
    LateTable message = new LateTable(incarnation, use);
    return after(() -> publisher.send(message.messageKey(), message));
  }

  @Override
  public CompletionStage<?> withdraw(LateUse use) {
    String key = new LateTable(incarnation, use).messageKey();
    return after(() -> publisher.withdraw(key));
  }

  private synchronized CompletionStage<?> after(AsyncRetry.Attempt attempt) {
    last = last.thenCompose(before -> saying.untilDone(attempt));
    return last;
  }
}
