package io.shardsteer.deploy.benchmarks.reads;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rows that are written at once, up to a bound, each tried again while a node is too busy. */
final class Writes {
  private static final int TRIES = 20;

  private final int inFlight;
  private final Semaphore free;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * @param inFlight most writes at once
   */
  Writes(int inFlight) {
    this.inFlight = inFlight;
    free = new Semaphore(inFlight);
  }

  /** True as long as no row has failed for good. */
  boolean goOn() {
    return failure.get() == null;
  }

  /**
   * Begins to write a row once there is room.
   *
   * @param write begins one try
   */
  void begin(Supplier<? extends CompletionStage<?>> write) throws InterruptedException {
    free.acquire();
    var unused =
        tried(write, TRIES)
            .whenComplete(
                (written, why) -> {
                  free.release();
                  if (why != null) {
                    failure.set(why);
                  }
                });
  }

  private static CompletionStage<Object> tried(
      Supplier<? extends CompletionStage<?>> write, int tries) {
    return write
        .get()
        .thenApply(Object.class::cast)
        .exceptionallyCompose(
            why -> tries == 1 ? CompletableFuture.failedFuture(why) : tried(write, tries - 1));
  }

  /**
   * Waits until all are written.
   *
   * @throws IllegalStateException if a row could not be written
   */
  void await() throws InterruptedException {
    free.acquire(inFlight);
    Throwable why = failure.get();
    if (why != null) {
      throw new IllegalStateException("Rows could not be written.", why);
    }
  }
}
