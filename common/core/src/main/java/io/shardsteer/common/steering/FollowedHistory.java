package io.shardsteer.common.steering;

import java.util.function.Consumer;

/** The history as far as it has been read from the routing topic. Thread-safe. */
public final class FollowedHistory implements RevisionOrder.Sink {
  private final Consumer<String> onObstacle;
  private RoutingHistory history;

  /**
   * @param initial the table before any other
   * @param onObstacle told why a table is not followed
   */
  public FollowedHistory(RoutingTable initial, Consumer<String> onObstacle) {
    history = RoutingHistory.startingWith(initial);
    this.onObstacle = onObstacle;
  }

  @Override
  public synchronized void table(RoutingTable table, long publishedMillis) {
    if (table.revision() > 0) {
      history
          .obstacle(table, publishedMillis)
          .ifPresent(
              obstacle ->
                  onObstacle.accept(
                      "revision %d is ignored: %s".formatted(table.revision(), obstacle)));
    }
    history = history.followedBy(table, publishedMillis);
  }

  @Override
  public synchronized void segment(Segment segment) {
    history = history.summarised(segment);
  }

  public synchronized RoutingHistory now() {
    return history;
  }
}
