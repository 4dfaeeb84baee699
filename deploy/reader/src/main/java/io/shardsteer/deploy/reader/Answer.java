package io.shardsteer.deploy.reader;

import io.shardsteer.common.locate.Location;
import io.shardsteer.deploy.reader.AnswerState.Event.Broken;
import io.shardsteer.deploy.reader.AnswerState.Event.Closing;
import io.shardsteer.deploy.reader.AnswerState.Event.Confirmed;
import io.shardsteer.deploy.reader.AnswerState.Event.LimitReached;
import io.shardsteer.deploy.reader.AnswerState.Event.ShardEnded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
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
  private final Query query;
  private final Location location;
  private final Supplier<Set<String>> fieldsMissing;
  private final FoundRows found;
  private final ReadPlan plan;
  private final Map<Integer, ShardReading> readings = new TreeMap<>();
  private final Deque<ShardScan> parked = new ArrayDeque<>();

  private AnswerState state = new AnswerState.Confirming();
  private long handedOver;
  private long rowsRead;
  private @Nullable CompletableFuture<List<FoundRow>> awaited;
  private @Nullable Runnable whenOver;
  private Supplier<Collection<ShardScan>> askAgain = List::of;

  /**
   * @param plan how it is read
   * @param found takes the rows
   * @param fieldsMissing asked for when the answer is reported on
   */
  Answer(
      Query query,
      Location location,
      ReadPlan plan,
      FoundRows found,
      Supplier<Set<String>> fieldsMissing) {
    this.query = query;
    this.location = location;
    this.plan = plan;
    this.found = found;
    this.fieldsMissing = fieldsMissing;
  }

  /**
   * Begins to read.
   *
   * @param scans those of the shards to ask; where there are none, {@link #confirm} is to follow
   * @param again gives those that have to be read once more because rows have been moved; may block
   * @param over run once nothing more is read
   */
  void begin(Collection<ShardScan> scans, Supplier<Collection<ShardScan>> again, Runnable over) {
    synchronized (this) {
      whenOver = over;
      askAgain = again;
      state = AnswerState.beginning(scans.size());
      scans.forEach(scan -> readings.put(scan.shard(), ShardReading.NONE));
    }
    scans.forEach(ShardScan::readOn);
  }

  private synchronized void happens(AnswerState.Event event) {
    state = state.after(event);
    if (state instanceof AnswerState.Complete) {
      found.complete();
    } else if (state.isOver()) {
      parked.clear();
      found.clear();
    }
  }

  /** All shards were read; where rows have been moved meanwhile, they are read once more. */
  void confirm() {
    Collection<ShardScan> more = List.of();
    AnswerState.Event event;
    if (isOver()) {
      return;
    }
    try {
      more = askAgain.get();
      event = more.isEmpty() || !hasForgotten() ? new Confirmed(more.size()) : movedTooMuch();
    } catch (RuntimeException e) {
      event = new Broken(e);
    }
    boolean readsOn;
    synchronized (this) {
      more.forEach(scan -> readings.putIfAbsent(scan.shard(), ShardReading.NONE));
      happens(event);
      readsOn = state instanceof AnswerState.Reading;
    }
    deliver();
    finishIfEnded();
    if (readsOn) {
      more.forEach(ShardScan::readOn);
    }
  }

  private synchronized boolean hasForgotten() {
    return found.hasForgotten();
  }

  private static Broken movedTooMuch() {
    return new Broken(
        new ShardReadException(
            "Rows were moved while more than %,d of them were read, and which of them were handed over is no longer known.\nAsk again, in narrower time ranges or once `steer reshard` is done."
                .formatted(SeenRows.MOST)));
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
    happens(new Closing());
    deliver();
    finishIfEnded();
  }

  synchronized boolean isClosed() {
    return state instanceof AnswerState.Closed;
  }

  /** Takes the matching rows of a page. */
  void take(ShardScan scan, List<FoundRow> rows, ShardScan.Progress progress) {
    boolean goesOn = false;
    boolean allRead = false;
    synchronized (this) {
      ShardReading before = readings.getOrDefault(scan.shard(), ShardReading.NONE);
      readings.put(scan.shard(), before.with(progress, rows.size()));
      rowsRead += progress.rowsRead();
      if (!state.isEnded() && rowsRead > plan.mostRows(query)) {
        happens(new Broken(plan.refusal()));
      } else if (!state.isEnded()) {
        keep(rows);
      }
      if (!state.isEnded()) {
        if (progress.last()) {
          happens(new ShardEnded());
          allRead = state instanceof AnswerState.Confirming;
        } else if (query.order() == Query.Order.ANY && found.size() >= 2L * query.pageRows()) {
          parked.add(scan);
        } else {
          goesOn = true;
        }
      }
    }
    deliver();
    if (allRead) {
      confirm();
    }
    finishIfEnded();
    if (goesOn) {
      scan.readOn();
    }
  }

  private void keep(List<FoundRow> rows) {
    try {
      rows.forEach(found::add);
    } catch (ShardReadException e) {
      happens(new Broken(e));
    }
  }

  void fail(Throwable cause) {
    happens(new Broken(cause));
    deliver();
    finishIfEnded();
  }

  /** Hands over what was waited for, if it is there, and reads on where rows become few. */
  private void deliver() {
    CompletableFuture<List<FoundRow>> page;
    List<FoundRow> rows = List.of();
    Throwable why;
    List<ShardScan> goOn = new ArrayList<>();
    synchronized (this) {
      page = awaited;
      why = state.failure();
      if (page == null || !hasSomethingToSay()) {
        return;
      }
      awaited = null;
      if (why == null) {
        rows = found.take(Math.min(query.pageRows(), query.limit() - handedOver));
        handedOver += rows.size();
        if (handedOver >= query.limit()) {
          happens(new LimitReached());
        } else if (found.size() < query.pageRows()) {
          goOn.addAll(parked);
          parked.clear();
        }
      }
    }
    if (why != null) {
      page.completeExceptionally(why);
    } else {
      page.complete(rows);
    }
    goOn.forEach(ShardScan::readOn);
    finishIfEnded();
  }

  /** Rows, the end or a failure; an order shows no row before all are there. */
  private boolean hasSomethingToSay() {
    return state.isEnded() || handedOver >= query.limit() || found.size() > 0;
  }

  /** True once no more rows are wanted. */
  synchronized boolean isOver() {
    return state.isOver();
  }

  private void finishIfEnded() {
    Runnable over = null;
    synchronized (this) {
      if (state.isEnded()) {
        over = whenOver;
        whenOver = null;
      }
    }
    if (over != null) {
      over.run();
    }
  }
}
