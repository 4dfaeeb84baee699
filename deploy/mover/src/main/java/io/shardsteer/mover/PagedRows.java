package io.shardsteer.mover;

import io.shardsteer.common.pulsar.OperationException;
import io.shardsteer.common.retry.Backoff;
import io.shardsteer.common.retry.Retry;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.StoreUnavailableException;
import io.shardsteer.common.store.StoredRow;
import io.shardsteer.mover.TablePart.Position;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
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

  /** Partitions that are read at the same time: most of them have few rows. */
  private static final int AT_ONCE = 8;

  private final TableParts tables;

  PagedRows(TableParts tables) {
    this.tables = tables;
  }

  /** Takes what is read. */
  @FunctionalInterface
  interface PageConsumer {
    /**
     * @param page some rows
     * @throws StoreUnavailableException if something about them has to be tried again
     */
    void accept(List<StoredRow> page);
  }

  /**
   * Rows that were read together.
   *
   * @param next the part that reading goes on in, by its number
   * @param page where in it; null: at its beginning
   */
  private record Batch(List<StoredRow> rows, int next, @Nullable ByteBuffer page) {}

  /**
   * Reads parts of tables to their ends.
   *
   * @param parts ascending
   * @param from where to begin, as {@code done} was told
   * @param done told after each page where the next one begins; not told of the end
   * @throws OperationException if the store keeps failing
   */
  void read(List<TablePart> parts, Position from, PageConsumer consumer, Consumer<Position> done) {
    int first = 0;
    while (first < parts.size() && parts.get(first).compareTo(from.part()) < 0) {
      first++;
    }
    boolean isWithin = first < parts.size() && parts.get(first).equals(from.part());
    @Nullable ByteBuffer page = isWithin ? bytes(from.page()) : null;
    while (first < parts.size()) {
      int at = first;
      ByteBuffer atPage = page;
      Batch batch =
          patiently(
              () -> {
                Batch some = read(parts, at, atPage);
                consumer.accept(some.rows());
                return some;
              });
      first = batch.next();
      page = batch.page();
      if (first < parts.size()) {
        done.accept(new Position(parts.get(first), text(page)));
      }
    }
  }

  /** A page of a table, or of some partitions up to the first with more rows than a page. */
  private Batch read(List<TablePart> parts, int first, @Nullable ByteBuffer page) {
    int last = first;
    List<CompletionStage<RowPage>> pages = new ArrayList<>();
    while (last < parts.size() && last < first + AT_ONCE) {
      TablePart part = parts.get(last);
      pages.add(tables.read(part, last == first && page != null ? page.duplicate() : null));
      last++;
      if (part.partition().isEmpty()) {
        break;
      }
    }
    List<StoredRow> found = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      RowPage read = join(pages.get(i));
      found.addAll(read.rows());
      if (read.next() != null) {
        return new Batch(found, first + i, read.next());
      }
    }
    return new Batch(found, last, null);
  }

  private static @Nullable ByteBuffer bytes(String page) {
    return page.isEmpty() ? null : ByteBuffer.wrap(Base64.getDecoder().decode(page));
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

  /** Tries again for a while where the store fails. */
  static <T> T patiently(Retry.Attempt<T, StoreUnavailableException> attempt) {
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
