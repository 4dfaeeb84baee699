package io.shardsteer.deploy.reader;

import io.shardsteer.common.locate.Location;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The rows that answer a query, as they come. All shards are read at the same time; a shard is read
 * on only while few rows wait to be taken, so that memory stays bounded, except where an order asks
 * for all rows before the first.
 *
 * <p>Take rows either asynchronously, by {@link #nextPage}, or blocking, as an {@link Iterable} or
 * {@link #stream}. Closing cancels what is still being read. Thread-safe; rows go to whoever asks.
 */
public final class Answer implements Iterable<FoundRow>, AutoCloseable {
  /** Rows that may be kept for an order. */
  static final int MOST_SORTED = 2_000_000;

  private static final Comparator<FoundRow> BY_TIME =
      Comparator.comparing(FoundRow::publishTime).thenComparing(FoundRow::recordId);

  private final Query query;
  private final Location location;
  private final Supplier<Set<String>> fieldsMissing;
  private final Map<Integer, ShardReading> readings = new TreeMap<>();
  private final Deque<FoundRow> ready = new ArrayDeque<>();
  private final Deque<ShardScan> parked = new ArrayDeque<>();
  private final Set<String> seen = new HashSet<>();

  /** The rows of an ordered answer; those that a limit drops first stand first. */
  private final PriorityQueue<FoundRow> kept;

  private int reading;
  private long handedOver;
  private boolean closed;
  private boolean stopped;
  private boolean complete;
  private @Nullable Throwable failure;
  private @Nullable CompletableFuture<List<FoundRow>> awaited;
  private @Nullable Runnable whenOver;
  private Supplier<Collection<ShardScan>> askAgain = List::of;

  /**
   * @param fieldsMissing asked for when the answer is reported on
   */
  Answer(Query query, Location location, Supplier<Set<String>> fieldsMissing) {
    this.query = query;
    this.location = location;
    this.fieldsMissing = fieldsMissing;
    kept =
        new PriorityQueue<>(
            query.order() == Query.Order.NEWEST_FIRST ? BY_TIME : BY_TIME.reversed());
  }

  /**
   * Begins to read.
   *
   * @param scans at least one
   * @param again gives those that have to be read once more because rows have been moved; may block
   * @param over run once nothing more is read
   */
  void begin(Collection<ShardScan> scans, Supplier<Collection<ShardScan>> again, Runnable over) {
    synchronized (this) {
      whenOver = over;
      askAgain = again;
      reading = scans.size();
      scans.forEach(scan -> readings.put(scan.shard(), ShardReading.NONE));
    }
    scans.forEach(ShardScan::readOn);
  }

  /** All shards were read; where rows have been moved meanwhile, they are read once more. */
  void confirm() {
    Collection<ShardScan> more = List.of();
    Throwable problem = null;
    if (!isOver()) {
      try {
        more = askAgain.get();
      } catch (RuntimeException e) {
        problem = e;
      }
    }
    synchronized (this) {
      if (problem != null && failure == null) {
        failure = problem;
      }
      reading = more.size();
      more.forEach(scan -> readings.putIfAbsent(scan.shard(), ShardReading.NONE));
      complete = more.isEmpty();
      if (complete) {
        sort();
      }
    }
    deliver();
    finishIfOver();
    more.forEach(ShardScan::readOn);
  }

  /**
   * Takes the next rows without waiting for them.
   *
   * @return completed with at least one and at most {@link Query#pageRows} rows, or with none at
   *     the end; failed with a {@link ShardReadException} if a shard could not be read, with a
   *     {@link CancellationException} if the answer was closed
   * @throws IllegalStateException if rows are being waited for already
   */
  public CompletionStage<List<FoundRow>> nextPage() {
    CompletableFuture<List<FoundRow>> page = new CompletableFuture<>();
    synchronized (this) {
      if (awaited != null) {
        throw new IllegalStateException("One page at a time: the page before has not come yet.");
      }
      awaited = page;
    }
    deliver();
    return page;
  }

  /** Takes all rows without waiting for them; mind their number. */
  public CompletionStage<List<FoundRow>> all() {
    return allAfter(new ArrayList<>());
  }

  private CompletionStage<List<FoundRow>> allAfter(List<FoundRow> rows) {
    return nextPage()
        .thenComposeAsync(
            page -> {
              rows.addAll(page);
              return page.isEmpty() ? CompletableFuture.completedFuture(rows) : allAfter(rows);
            });
  }

  /** The rows; blocks while they come. Can be had once, as rows are handed over once. */
  @Override
  public Iterator<FoundRow> iterator() {
    return new Iterator<>() {
      private Iterator<FoundRow> page = List.<FoundRow>of().iterator();
      private boolean over;

      @Override
      public boolean hasNext() {
        if (!page.hasNext() && !over) {
          List<FoundRow> next = await(nextPage());
          over = next.isEmpty();
          page = next.iterator();
        }
        return page.hasNext();
      }

      @Override
      public FoundRow next() {
        if (!hasNext()) {
          throw new NoSuchElementException("There are no more rows.");
        }
        return page.next();
      }
    };
  }

  /** The rows; blocks while they come. Closing the stream closes the answer. */
  public Stream<FoundRow> stream() {
    return StreamSupport.stream(spliterator(), false).onClose(this::close);
  }

  private static List<FoundRow> await(CompletionStage<List<FoundRow>> page) {
    try {
      return page.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Which shards were asked, what they had and how long they took, so far. */
  public synchronized AnswerReport report() {
    return new AnswerReport(location, readings, handedOver, fieldsMissing.get());
  }

  /** Cancels what is still being read; rows that were not taken are dropped. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      ready.clear();
      parked.clear();
      kept.clear();
      seen.clear();
    }
    deliver();
    finishIfOver();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Takes the matching rows of a page. */
  void take(ShardScan scan, List<FoundRow> rows, ShardScan.Progress progress) {
    boolean goesOn;
    boolean allRead;
    synchronized (this) {
      ShardReading before = readings.getOrDefault(scan.shard(), ShardReading.NONE);
      readings.put(
          scan.shard(),
          before.with(progress.rowsRead(), rows.size(), progress.took(), progress.last()));
      rows.forEach(this::keep);
      if (progress.last() || closed || failure != null) {
        reading--;
      } else if (query.order() == Query.Order.ANY && ready.size() >= 2L * query.pageRows()) {
        parked.add(scan);
      }
      goesOn = !progress.last() && !closed && failure == null && !parked.contains(scan);
      allRead = reading == 0;
    }
    deliver();
    if (allRead) {
      confirm();
    }
    finishIfOver();
    if (goesOn) {
      scan.readOn();
    }
  }

  private void keep(FoundRow row) {
    if (closed || !seen.add(identity(row))) {
      return;
    }
    if (query.order() == Query.Order.ANY) {
      ready.add(row);
      return;
    }
    kept.add(row);
    if (kept.size() > query.limit()) {
      kept.remove();
    } else if (kept.size() > MOST_SORTED) {
      failure =
          new ShardReadException(
              "More than %,d rows match, too many to put in order.\nGive a limit, a narrower predicate or time range, or take them in any order."
                  .formatted(MOST_SORTED));
      kept.clear();
    }
  }

  /** A row that is being moved stands in two tables. */
  private String identity(FoundRow row) {
    return query.deduplicated()
        ? row.recordId()
        : "%s\0%d\0%s".formatted(row.key(), row.row().publishMillis(), row.recordId());
  }

  private void sort() {
    while (!kept.isEmpty()) {
      ready.addFirst(kept.remove());
    }
  }

  void fail(Throwable cause) {
    synchronized (this) {
      reading--;
      if (failure == null) {
        failure = cause;
      }
    }
    deliver();
    finishIfOver();
  }

  /** Hands over what was waited for, if it is there, and reads on where rows become few. */
  private void deliver() {
    CompletableFuture<List<FoundRow>> page;
    List<FoundRow> rows = new ArrayList<>();
    Throwable why;
    List<ShardScan> goOn = new ArrayList<>();
    synchronized (this) {
      page = awaited;
      why = closed ? new CancellationException("The answer was closed.") : failure;
      boolean sorting = query.order() != Query.Order.ANY && !complete;
      boolean limitReached = handedOver >= query.limit();
      boolean over = limitReached || (complete && ready.isEmpty());
      if (page == null || (why == null && !over && (sorting || ready.isEmpty()))) {
        return;
      }
      awaited = null;
      long most = Math.min(query.pageRows(), query.limit() - handedOver);
      while (why == null && rows.size() < most && !ready.isEmpty()) {
        rows.add(ready.remove());
      }
      handedOver += rows.size();
      if (handedOver >= query.limit()) {
        stopReading();
      } else if (ready.size() < query.pageRows()) {
        goOn.addAll(parked);
        parked.clear();
      }
    }
    if (why != null) {
      page.completeExceptionally(why);
    } else {
      page.complete(rows);
    }
    goOn.forEach(ShardScan::readOn);
    finishIfOver();
  }

  private void stopReading() {
    parked.clear();
    ready.clear();
    stopped = true;
  }

  /** True once no more rows are wanted. */
  synchronized boolean isOver() {
    return closed || stopped || failure != null;
  }

  private void finishIfOver() {
    Runnable over = null;
    synchronized (this) {
      if (whenOver != null && (complete || isOver())) {
        over = whenOver;
        whenOver = null;
      }
    }
    if (over != null) {
      over.run();
    }
  }
}
