package io.shardsteer.functions.router;

import io.shardsteer.common.store.ShardStore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which shards have no place for their rows. A row of such a shard could only wait, and with it the
 * whole intake. What is missing is looked for again until it is there. Thread-safe.
 */
final class ShardPlaces {
  private static final Logger LOG = LoggerFactory.getLogger(ShardPlaces.class);

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final ShardStore store;
  private final ScheduledExecutorService background;
  private final Duration patience;
  private final Runnable onFound;
  private final Set<Integer> placed = new HashSet<>();
  private final Set<Integer> missing = new HashSet<>();

  /**
   * @param patience how long a look waits for the store's answer; a store that does not answer has
   *     a place for every shard, and its rows wait for it
   * @param onFound called in the background when a missing place is there
   */
  ShardPlaces(
      ShardStore store, ScheduledExecutorService background, Duration patience, Runnable onFound) {
    this.store = store;
    this.background = background;
    this.patience = patience;
    this.onFound = onFound;
  }

  /** Looks for the places of those shards that have not been looked for; waits for the answer. */
  void look(Collection<Integer> shards) {
    Set<Integer> unknown = new HashSet<>(shards);
    synchronized (this) {
      unknown.removeAll(placed);
      unknown.removeAll(missing);
    }
    if (unknown.isEmpty()) {
      return;
    }
    try {
      Set<Integer> without =
          store
              .withoutPlace(unknown)
              .toCompletableFuture()
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      boolean first = note(unknown, without);
      if (!without.isEmpty()) {
        LOG.error(
            "Shards have no table, routing tables that name them are passed over until they have shards={}\n{}",
            without,
            "`steer deploy` or `steer push-config` with the new number of shards creates them.");
      }
      if (first) {
        lookLater();
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Could not ask whether shards have tables shards={}", unknown, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @return true if shards are missing for the first time
   */
  private synchronized boolean note(Set<Integer> asked, Set<Integer> without) {
    boolean first = missing.isEmpty() && !without.isEmpty();
    placed.addAll(asked);
    placed.removeAll(without);
    missing.removeAll(asked);
    missing.addAll(without);
    return first;
  }

  private synchronized boolean areMissing() {
    return !missing.isEmpty();
  }

  /** The shards without a place. */
  synchronized Set<Integer> missing() {
    return Set.copyOf(missing);
  }

  private void lookLater() {
    try {
      var unused = background.schedule(this::lookAgain, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("No more looks after shutdown");
    }
  }

  private void lookAgain() {
    Set<Integer> asked = missing();
    CompletionStage<Set<Integer>> answer = store.withoutPlace(asked);
    var unused =
        answer.whenComplete(
            (without, failure) -> {
              if (failure == null && without.size() < asked.size()) {
                note(asked, without);
                LOG.info("Shards have their tables now, still missing={}", without);
                onFound.run();
              }
              if (areMissing()) {
                lookLater();
              }
            });
  }
}
