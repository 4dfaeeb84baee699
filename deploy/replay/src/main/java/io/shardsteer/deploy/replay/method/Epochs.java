package io.shardsteer.deploy.replay.method;

import java.util.ArrayList;
import java.util.List;

/**
 * What has routed a stream since which record, so that readers of old records know where they are.
 *
 * @param <T> immutable
 */
final class Epochs<T> {
  private record Epoch<T>(int from, T what) {}

  private final List<Epoch<T>> epochs = new ArrayList<>();

  Epochs(T first) {
    begin(0, first);
  }

  /** From this record on, something else routes. */
  void begin(int record, T what) {
    epochs.add(new Epoch<>(record, what));
  }

  T newest() {
    return epochs.get(epochs.size() - 1).what();
  }

  /** All that have routed records from the given one on. */
  List<T> since(int record) {
    int first = epochs.size() - 1;
    while (first > 0 && epochs.get(first).from() > record) {
      first--;
    }
    return epochs.subList(first, epochs.size()).stream().map(Epoch::what).toList();
  }
}
