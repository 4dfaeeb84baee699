package io.shardsteer.common.control;

import io.shardsteer.common.config.ChangeWindow;
import io.shardsteer.common.config.ChangeWindow.Change;
import io.shardsteer.common.message.ControllerStatus.Paused;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What keeps the controller from deciding by itself: what an operator has frozen, and windows that
 * are closed. Not thread-safe.
 */
final class Holds {
  private static final String REBALANCING = "rebalancing";
  private static final String MODELS = "models";

  private final Map<String, Paused> pauses = new TreeMap<>();
  private Windows windows;

  Holds(List<ChangeWindow> windows) {
    this.windows = new Windows(windows);
  }

  void reconfigure(List<ChangeWindow> changed) {
    windows = new Windows(changed);
  }

  /** Whether split points stay. */
  boolean rebalancing(long nowMillis) {
    return rebalancingPaused() || !windows.isOpen(Change.REBALANCING, nowMillis);
  }

  /** Whether the number of shards stays. */
  boolean shardCount(long nowMillis) {
    return rebalancingPaused() || !windows.isOpen(Change.SHARD_COUNT, nowMillis);
  }

  /** Whether no model is asked for or adopted; one may be taken back unless models are paused. */
  boolean models(long nowMillis) {
    return modelsPaused() || !windows.isOpen(Change.MODELS, nowMillis);
  }

  boolean rebalancingPaused() {
    return pauses.containsKey(REBALANCING);
  }

  boolean modelsPaused() {
    return pauses.containsKey(MODELS);
  }

  /** When something may change by the windows; now where it may. */
  long opensMillis(Change change, long nowMillis) {
    return windows.opensMillis(change, nowMillis);
  }

  /** Freezes what is asked for; what is frozen already stays as it was. */
  void pause(boolean rebalancing, boolean models, String who, String reason, long nowMillis) {
    if (rebalancing) {
      pauses.putIfAbsent(REBALANCING, new Paused(REBALANCING, nowMillis, who, reason));
    }
    if (models) {
      pauses.putIfAbsent(MODELS, new Paused(MODELS, nowMillis, who, reason));
    }
  }

  void resume(boolean rebalancing, boolean models) {
    if (rebalancing) {
      pauses.remove(REBALANCING);
    }
    if (models) {
      pauses.remove(MODELS);
    }
  }

  List<Paused> list() {
    return List.copyOf(pauses.values());
  }

  void restore(List<Paused> saved) {
    saved.forEach(pause -> pauses.put(pause.what(), pause));
  }
}
