package io.shardsteer.common.control;

import io.shardsteer.common.message.ControllerStatus.Paused;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an operator has frozen. Not thread-safe. */
final class Holds {
  private static final String REBALANCING = "rebalancing";
  private static final String MODELS = "models";

  private final Map<String, Paused> pauses = new TreeMap<>();

  boolean rebalancing() {
    return pauses.containsKey(REBALANCING);
  }

  boolean models() {
    return pauses.containsKey(MODELS);
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
