package io.shardsteer.common.steering;

import io.shardsteer.common.pin.Pin;
import io.shardsteer.common.pin.Pins;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random routing tables as a controller might publish them. */
final class Streams {
  static final long MINUTE = 60_000;

  private Streams() {}

  /** Tables over a stretch of time, their revisions ascending from 0 and their times, too. */
  static List<RoutingTable> tables(Random random, int count, long spanMillis) {
    long[] froms = random.longs(count, 1, spanMillis).sorted().toArray();
    List<RoutingTable> tables = new ArrayList<>();
    int model = 0;
    int shards = 4;
    List<Integer> ids = List.of(0, 1, 2, 3);
    double[] splitPoints = {0.25, 0.5, 0.75};
    int resolution = Resolution.FULL;
    for (int revision = 0; revision < count; revision++) {
      if (random.nextInt(20) == 0) {
        model++;
      }
      if (random.nextInt(30) == 0) {
        shards = 2 + random.nextInt(100);
        ids = ids(shards);
        Collections.shuffle(ids, random);
        splitPoints = random.doubles(shards - 1L).sorted().toArray();
      }
      resolution = random.nextInt(10) == 0 ? 1 + random.nextInt(Resolution.FULL) : resolution;
      for (int i = 0; i < splitPoints.length; i++) {
        double moved = splitPoints[i] + random.nextGaussian() / 100;
        splitPoints[i] = Math.max(i == 0 ? 0 : splitPoints[i - 1], Math.min(1, moved));
      }
      tables.add(
          new RoutingTable(
              revision,
              model == 0 ? ModelRef.HASH : new ModelRef(model, "package-" + model, "00"),
              SplitPoints.at(resolution, splitPoints),
              ids,
              revision == 0 ? 0 : froms[revision],
              RoutingTable.LEAST_LEAD_MILLIS + random.nextInt(2),
              random.nextInt(10) > 0,
              "reason " + random.nextInt(1_000),
              new RowPartitions(1 << random.nextInt(3), MINUTE),
              random.nextInt(4) > 0
                  ? Pins.NONE
                  : new Pins(List.of(new Pin("", List.of("key " + random.nextInt(3)), 0, false)))));
    }
    return tables;
  }

  private static List<Integer> ids(int count) {
    List<Integer> ids = new ArrayList<>();
    for (int id = 0; id < count; id++) {
      ids.add(id);
    }
    return ids;
  }

  static RoutingHistory history(List<RoutingTable> tables) {
    RoutingHistory history = RoutingHistory.startingWith(tables.get(0));
    for (RoutingTable table : tables.subList(1, tables.size())) {
      history = history.with(table);
    }
    return history;
  }

  /** A history with everything summarised that is due. */
  static RoutingHistory summarised(RoutingHistory history, long nowMillis, long exactMillis) {
    RoutingHistory shorter = history;
    for (Segment segment :
        Summaries.due(history, nowMillis, java.time.Duration.ofMillis(exactMillis))) {
      shorter = shorter.summarised(segment);
    }
    return shorter;
  }
}
