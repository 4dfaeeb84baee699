package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import io.shardsteer.common.retry.Backoff;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a session, trying again until it succeeds or nobody wants it any more. Says why it fails
 * whenever the reason changes: a wrong password needs an operator, and waiting alone does not tell.
 */
final class PatientOpening {
  private static final Logger LOG = LoggerFactory.getLogger(PatientOpening.class);

  private static final Backoff BACKOFF =
      Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(4));

  private final CqlSessionBuilder builder;
  private final CompletableFuture<CqlSession> opened = new CompletableFuture<>();
  private String told = "";

  private PatientOpening(CqlSessionBuilder builder) {
    this.builder = builder;
  }

  /** The session, once it is open; cancelling it ends the attempts. */
  static CompletableFuture<CqlSession> begin(CqlSessionBuilder builder) {
    var opening = new PatientOpening(builder);
    opening.attempt(1);
    return opening.opened;
  }

  private void attempt(int count) {
    if (opened.isDone()) {
      return;
    }
    var unused =
        builder.buildAsync().whenComplete((session, failure) -> ended(session, failure, count));
  }

  private void ended(@Nullable CqlSession session, @Nullable Throwable failure, int count) {
    if (session != null) {
      if (!opened.complete(session)) {
        var unused = session.closeAsync();
      }
      return;
    }
    tell(failure);
    Executor later =
        CompletableFuture.delayedExecutor(BACKOFF.after(count).toMillis(), TimeUnit.MILLISECONDS);
    later.execute(() -> attempt(count + 1));
  }

  private void tell(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause == null) {
      return;
    }
    String remedy = CassandraFailures.remedy(cause, "It is tried until it answers.");
    if (!remedy.equals(told)) {
      told = remedy;
      LOG.error(
          "Cassandra cannot be used, retrying reason={}\n{}",
          CassandraFailures.reason(cause),
          remedy);
    }
  }
}
