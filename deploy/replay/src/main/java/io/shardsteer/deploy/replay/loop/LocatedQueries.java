package io.shardsteer.deploy.replay.loop;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.locate.Condition;
import io.shardsteer.common.locate.Locator;
import io.shardsteer.common.locate.PlacementContext;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.deploy.replay.method.Query;
import io.shardsteer.deploy.replay.stream.Recording;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The reader's way from a query to the shards that it asks, by the reader's own code. */
final class LocatedQueries {
  private final Recording recording;
  private final FieldPaths paths;
  private final String keyField;
  private final Map<Integer, Locator.Order> orders = new HashMap<>();
  private final Locator locator;
  private final FieldValues centre;

  LocatedQueries(PipelineConfig config, Recording recording) {
    this.recording = recording;
    paths = recording.paths();
    keyField = config.input().keyField();
    centre = new FieldValues(paths);
    locator = new Locator(paths, model -> Optional.ofNullable(orders.get(model.version())));
  }

  /** A model that may come to route. */
  void learn(int version, Locator.Order order) {
    orders.put(version, order);
  }

  /**
   * The shards to ask.
   *
   * @param times when the records that are asked for were published
   */
  Set<Integer> shards(Query query, RoutingHistory history, TimeRange times) {
    return locator.locate(PlacementContext.of(history), predicate(query), times).shards();
  }

  private Predicate predicate(Query query) {
    recording.read(query.centre(), centre);
    Predicate predicate = Predicate.EVERYTHING;
    for (Map.Entry<String, Query.Bounds> bound : query.bounds().entrySet()) {
      String field = bound.getKey();
      int slot = paths.slot(field);
      if (bound.getValue().equality()) {
        String value = centre.identifier(slot);
        if (value != null) {
          predicate = predicate.and(field, Condition.OneOf.of(value));
          if (field.equals(keyField)) {
            predicate = predicate.and(Predicate.KEY, Condition.OneOf.of(value));
          }
        }
      } else {
        var range = Condition.Range.between(bound.getValue().low(), bound.getValue().high());
        boolean isText = centre.kind(slot) == FieldValues.Kind.TEXT;
        predicate =
            predicate.and(
                field, isText ? new Condition.Times(range) : new Condition.Numbers(range));
      }
    }
    return predicate;
  }
}
