package io.shardsteer.deploy.reader;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Reads one shard for an answer, page after page; one page at a time. */
final class ShardScan {
  /**
   * How a page came.
   *
   * @param partitions how many partitions were begun for it
   * @param took from asking for it to its arrival
   * @param last whether it is the shard's last
   */
  record Progress(long rowsRead, int partitions, Duration took, boolean last) {}

  private final int shard;
  private final ShardPages.Cursor pages;
  private final RowMatcher matcher;
  private final Answer answer;
  private final Executor executor;
  private final ReadingTimes times;
  private final BooleanSupplier isOutdated;

  /**
   * @param executor looks into the rows
   * @param isOutdated whether rows have been moved since, so that what is read no more will be read
   *     elsewhere; may block
   */
  ShardScan(
      int shard,
      ShardPages.Cursor pages,
      RowMatcher matcher,
      Answer answer,
      Executor executor,
      ReadingTimes times,
      BooleanSupplier isOutdated) {
    this.shard = shard;
    this.pages = pages;
    this.matcher = matcher;
    this.answer = answer;
    this.executor = executor;
    this.times = times;
    this.isOutdated = isOutdated;
  }

  int shard() {
    return shard;
  }

  /** Asks for the next page and returns at once. */
  void readOn() {
    long startNanos = System.nanoTime();
    var unused =
        pages
            .next()
            .handleAsync(
                (page, failure) -> {
                  Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
                  if (failure == null) {
                    arrived(page, took);
                  } else {
                    failed(failure, took);
                  }
                  return null;
                },
                executor);
  }

  private void failed(Throwable failure, Duration took) {
    try {
      if (isOutdated.getAsBoolean()) {
        answer.take(this, List.of(), new Progress(0, 0, took, true));
      } else {
        answer.fail(new ShardReadException(message(failure), failure));
      }
    } catch (RuntimeException e) {
      answer.fail(e);
    }
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
    boolean last = page.last() || answer.isOver();
    answer.take(this, matching, new Progress(page.rows().size(), page.partitions(), took, last));
  }

  private String message(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return "Shard %d could not be read: %s".formatted(shard, cause.getMessage());
  }
}
