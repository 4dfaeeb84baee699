package io.shardsteer.functions.metrics;

import io.shardsteer.common.control.Helm;
import io.shardsteer.common.control.HelmAction;
import io.shardsteer.common.control.HelmView;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which the helm hears and acts. What it wants done is done in its order, before
 * it hears anything else. Thread-safe.
 */
final class HelmLoop {
  private static final Logger LOG = LoggerFactory.getLogger(HelmLoop.class);

  private final Helm helm;
  private final HelmActions actions;
  private final ScheduledExecutorService thread;
  private final Clock clock;
  private final Consumer<Throwable> onBug;

  /**
   * @param thread has one thread
   * @param onBug told when the helm or its loop fails for a reason that trying again cannot mend
   */
  HelmLoop(
      Helm helm,
      HelmActions actions,
      ScheduledExecutorService thread,
      Clock clock,
      Consumer<Throwable> onBug) {
    this.helm = helm;
    this.actions = actions;
    this.thread = thread;
    this.clock = clock;
    this.onBug = onBug;
  }

  /** Begins and goes on to tick. */
  void begin(long tickMillis, Consumer<HelmView> onView) {
    // Scheduled first: a helm that is fenced at its start ends the thread.
    var unused =
        thread.scheduleWithFixedDelay(
            () -> {
              act((it, now) -> it.onTick(now));
              onView.accept(helm.view());
            },
            tickMillis,
            tickMillis,
            TimeUnit.MILLISECONDS);
    tell((it, now) -> it.start(now));
  }

  /** Tells the helm something, with the time, and does what it then wants; returns at once. */
  void tell(BiFunction<Helm, Long, List<HelmAction>> event) {
    thread.execute(() -> act(event));
  }

  /**
   * Tells the helm something and waits until that is done.
   *
   * @throws InterruptedException if interrupted while waiting
   */
  void tellAndWait(BiFunction<Helm, Long, List<HelmAction>> event) throws InterruptedException {
    Callable<Boolean> task =
        () -> {
          act(event);
          return true;
        };
    try {
      thread.submit(task).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The helm could not be told.", e.getCause());
    }
  }

  private void act(BiFunction<Helm, Long, List<HelmAction>> event) {
    try {
      for (HelmAction action : event.apply(helm, clock.millis())) {
        actions.carryOut(action);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (FencedException | RuntimeException e) {
      LOG.error("The helm stops", e);
      onBug.accept(e);
      thread.shutdown();
    }
  }
}
