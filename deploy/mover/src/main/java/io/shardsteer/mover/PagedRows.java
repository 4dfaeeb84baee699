package io.shardsteer.mover;

import io.shardsteer.common.pulsar.OperationException;
import io.shardsteer.common.retry.Backoff;
import io.shardsteer.common.retry.Retry;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.ShardRows;
import io.shardsteer.common.store.StoreUnavailableException;
import io.shardsteer.common.store.StoredRow;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables page by page on the calling thread. A store that fails is tried again for a while: a
 * page may then be handed over twice.
 */
final class PagedRows {
  /** Half a minute of attempts. */
  private static final Retry RETRY =
      new Retry(
          11,
          Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(4)),
          wait -> Thread.sleep(wait.toMillis()));

  private final ShardRows rows;

  PagedRows(ShardRows rows) {
    this.rows = rows;
  }

  /** Takes what is read. */
  @FunctionalInterface
  interface PageConsumer {
    /**
     * @param page some rows of the table
     * @throws StoreUnavailableException if something about them has to be tried again
     */
    void accept(List<StoredRow> page);
  }

  /**
   * Reads a table to its end.
   *
   * @param from where to begin, as {@code done} was told; empty: at the beginning
   * @param done told after each page where the next one begins; empty at the end
   * @throws OperationException if the store keeps failing
   */
  void read(int shard, String from, PageConsumer consumer, Consumer<String> done) {
    ByteBuffer next = from.isEmpty() ? null : ByteBuffer.wrap(Base64.getDecoder().decode(from));
    do {
      ByteBuffer at = next;
      next =
          patiently(
                  () -> {
                    RowPage page = join(rows.scan(shard, at == null ? null : at.duplicate()));
                    consumer.accept(page.rows());
                    return page;
                  })
              .next();
      done.accept(text(next));
    } while (next != null);
  }

  private static String text(@Nullable ByteBuffer page) {
    if (page == null) {
      return "";
    }
    byte[] bytes = new byte[page.remaining()];
    page.duplicate().get(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Waits for something of the store; what goes wrong there is thrown as it is. */
  static <T> T join(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static <T> T patiently(Retry.Attempt<T, StoreUnavailableException> attempt) {
    try {
      return RETRY.call(StoreUnavailableException.class, attempt, (failure, failures, wait) -> {});
    } catch (StoreUnavailableException e) {
      throw new OperationException(
          "%s\nNothing is lost: begun again once Cassandra works, the move goes on from here."
              .formatted(e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("Interrupted.", e);
    }
  }
}
