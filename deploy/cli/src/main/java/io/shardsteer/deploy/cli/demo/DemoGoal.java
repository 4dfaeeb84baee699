package io.shardsteer.deploy.cli.demo;

import io.shardsteer.common.steering.RoutingTable;
import java.util.List;
import java.util.Optional;

/**
 * How far a demo has to go: a given model has routed a given share of the stream.
 *
 * @param model how many models have to have routed; the last of them is the one that counts
 * @param share of the published records, in (0,1)
 */
record DemoGoal(int model, double share) {
  /** Hashing, a first model and its successor. */
  static final DemoGoal FULL = new DemoGoal(2, 0.25);

  /** Hashing and a first model. */
  static final DemoGoal QUICK = new DemoGoal(1, 0.25);

  /**
   * When the model that counts took effect, epoch milliseconds of publish time; empty: no such
   * model has routed yet.
   *
   * @param tables every routing table, by revision
   * @param nowMillis tables from later on do not count
   */
  Optional<Long> reachedAtMillis(List<RoutingTable> tables, long nowMillis) {
    int models = 0;
    int before = 0;
    for (RoutingTable table : tables) {
      int version = table.model().version();
      if (version != before
          && !table.model().isHash()
          && table.effectiveFromMillis() <= nowMillis) {
        models++;
        if (models == model) {
          return Optional.of(table.effectiveFromMillis());
        }
      }
      before = version;
    }
    return Optional.empty();
  }

  /** Whether enough of the stream was published under that model. */
  boolean isReached(long published, long publishedUnderModel) {
    return publishedUnderModel > 0 && publishedUnderModel >= share * published;
  }

  /** What is missing, for people. */
  String missing(long published, long publishedUnderModel, String lastTraining) {
    String name = model == 1 ? "first" : "second";
    return publishedUnderModel == 0
        ? "The stream ended after %,d records, before a %s model routed. The last training: %s%nRaise --records or --data to a longer stream, or look at `steer status` after `demo --keep`."
            .formatted(published, name, lastTraining)
        : "The %s model routed only %,d of %,d records, less than a quarter of the stream.%nGive a longer stream by --records and --data."
            .formatted(name, publishedUnderModel, published);
  }
}
