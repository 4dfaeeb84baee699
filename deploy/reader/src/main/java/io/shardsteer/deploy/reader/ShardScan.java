package io.shardsteer.deploy.reader;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Reads one shard for an answer, page after page; one page at a time. */
final class ShardScan {
  /**
   * How a page came.
   *
   * @param took from asking for it to its arrival
   * @param last whether it is the shard's last
   */
  record Progress(long rowsRead, Duration took, boolean last) {}

  private final int shard;
  private final Query query;
  private final ShardPages pages;
  private final RowMatcher matcher;
  private final Answer answer;
  private final Executor executor;
  private final ReadingTimes times;
  private volatile @Nullable ByteBuffer next;

  /**
   * @param executor looks into the rows
   */
  ShardScan(
      int shard,
      Query query,
      ShardPages pages,
      RowMatcher matcher,
      Answer answer,
      Executor executor,
      ReadingTimes times) {
    this.shard = shard;
    this.query = query;
    this.pages = pages;
    this.matcher = matcher;
    this.answer = answer;
    this.executor = executor;
    this.times = times;
  }

  int shard() {
    return shard;
  }

  /** Asks for the next page and returns at once. */
  void readOn() {
    long startNanos = System.nanoTime();
    var unused =
        pages
            .read(shard, query, next)
            .handleAsync(
                (page, failure) -> {
                  if (failure != null) {
                    answer.fail(new ShardReadException(message(failure), failure));
                  } else {
                    arrived(page, Duration.ofNanos(System.nanoTime() - startNanos));
                  }
                  return null;
                },
                executor);
  }

  private void arrived(ShardPages.Page page, Duration took) {
    times.page(shard, took);
    List<FoundRow> matching;
    try {
      matching =
          answer.isOver() ? List.of() : page.rows().stream().filter(matcher::matches).toList();
    } catch (RuntimeException e) {
      answer.fail(e);
      return;
    }
    next = page.next();
    boolean last = page.next() == null || answer.isOver();
    answer.take(this, matching, new Progress(page.rows().size(), took, last));
  }

  private String message(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return "Shard %d could not be read: %s".formatted(shard, cause.getMessage());
  }
}
