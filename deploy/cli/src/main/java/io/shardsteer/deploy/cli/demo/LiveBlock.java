package io.shardsteer.deploy.cli.demo;

import io.shardsteer.deploy.cli.watch.PipelineState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What is shown while the stream is being published. */
final class LiveBlock {
  private static final int BAR = 30;
  private static final int MOST_SHARDS = 16;

  private LiveBlock() {}

  /**
   * @param published messages so far
   * @param goal messages in all
   * @param perSecond rate over the last seconds
   */
  static List<String> lines(PipelineState state, long published, long goal, double perSecond) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %,9d of %,d published, %,.0f/s"
            .formatted(bar(published, goal), published, goal, perSecond));
    lines.add(
        "routed %,d, imbalance %.3f, model %s, revision %d, rebalances %d, models adopted %d%s"
            .formatted(
                state.routed(),
                state.imbalance(),
                state
                    .newestTable()
                    .map(table -> table.model().isHash() ? "none" : "v" + table.model().version())
                    .orElse("none"),
                state.newestTable().map(table -> table.revision()).orElse(0L),
                state.decisions("rebalanced"),
                state.decisions("adopted"),
                state.rejected() == 0 ? "" : ", rejected %,d".formatted(state.rejected())));
    List<Long> sizes = state.sizes();
    long largest = Math.max(1, Collections.max(sizes));
    for (int shard = 0; shard < Math.min(MOST_SHARDS, sizes.size()); shard++) {
      lines.add(
          "shard %3d %,10d %s".formatted(shard, sizes.get(shard), bar(sizes.get(shard), largest)));
    }
    if (sizes.size() > MOST_SHARDS) {
      lines.add(
          "... and %d more shards, of %,d to %,d records"
              .formatted(
                  sizes.size() - MOST_SHARDS, Collections.min(sizes), Collections.max(sizes)));
    }
    return lines;
  }

  private static String bar(long part, long whole) {
    int filled = (int) Math.min(BAR, BAR * part / Math.max(1, whole));
    return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
  }
}
