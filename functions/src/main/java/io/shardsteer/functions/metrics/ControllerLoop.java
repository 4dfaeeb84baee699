package io.shardsteer.functions.metrics;

import io.shardsteer.common.control.Controller;
import io.shardsteer.common.control.ControllerAction;
import io.shardsteer.common.control.ControllerView;
import io.shardsteer.common.message.ControllerStatus;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which the controller hears and acts. What it wants done is done in its order,
 * before it hears anything else. Thread-safe.
 */
final class ControllerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerLoop.class);

  private final Controller controller;
  private final ControllerActions actions;
  private final ScheduledExecutorService thread;
  private final Clock clock;
  private final Consumer<Throwable> onBug;
  private volatile @Nullable ScheduledFuture<?> nextTick;

  /**
   * @param thread has one thread
   * @param onBug told when the controller or its loop fails for a reason that trying again cannot
   *     mend
   */
  ControllerLoop(
      Controller controller,
      ControllerActions actions,
      ScheduledExecutorService thread,
      Clock clock,
      Consumer<Throwable> onBug) {
    this.controller = controller;
    this.actions = actions;
    this.thread = thread;
    this.clock = clock;
    this.onBug = onBug;
  }

  /**
   * Begins and goes on to tick.
   *
   * @param tickMillis from one tick to the next, which may change in between
   */
  void begin(
      LongSupplier tickMillis,
      Consumer<ControllerView> onView,
      Consumer<ControllerStatus> onStatus) {
    // Scheduled first: a controller that is fenced at its start ends the thread.
    tickAgain(
        tickMillis,
        () -> {
          act((it, now) -> it.onTick(now));
          onView.accept(controller.view());
          onStatus.accept(controller.status(clock.millis()));
        });
    tell((it, now) -> it.start(now));
  }

  private void tickAgain(LongSupplier tickMillis, Runnable tick) {
    try {
      nextTick =
          thread.schedule(
              () -> {
                tick.run();
                tickAgain(tickMillis, tick);
              },
              tickMillis.getAsLong(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("No more ticks after the end", e);
    }
  }

  /**
   * Tells the controller something, with the time, and does what it then wants; returns at once.
   */
  void tell(BiFunction<Controller, Long, List<ControllerAction>> event) {
    thread.execute(() -> act(event));
  }

  /**
   * Tells the controller something and waits until that is done.
   *
   * @throws InterruptedException if interrupted while waiting
   */
  void tellAndWait(BiFunction<Controller, Long, List<ControllerAction>> event)
      throws InterruptedException {
    Callable<Boolean> task =
        () -> {
          act(event);
          return true;
        };
    try {
      thread.submit(task).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The controller could not be told.", e.getCause());
    }
  }

  private void act(BiFunction<Controller, Long, List<ControllerAction>> event) {
    try {
      for (ControllerAction action : event.apply(controller, clock.millis())) {
        actions.carryOut(action);
        if (action instanceof ControllerAction.PublishTable publish) {
          controller.onPublished(publish.table().revision(), clock.millis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (FencedException | RuntimeException | Error e) {
      LOG.error("The controller stops", e);
      onBug.accept(e);
      stop();
    }
  }

  /** What it was told before the end is still heard; a tick that waits would be one too many. */
  private void stop() {
    ScheduledFuture<?> tick = nextTick;
    if (tick != null) {
      tick.cancel(false);
    }
    thread.shutdown();
  }
}
