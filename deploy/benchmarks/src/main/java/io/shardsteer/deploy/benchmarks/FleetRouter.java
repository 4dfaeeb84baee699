package io.shardsteer.deploy.benchmarks;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.RouterReport;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.RouterTally;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.routing.SentReports;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** One router of a fleet: it decides, counts and reports with the router's own code. */
final class FleetRouter {
  private static final int RECORDS_PER_SAMPLE = 100;
  private static final int LEAST_BYTES = 100;
  private static final int BYTES = 300;

  private final FieldValues values = new FieldValues(FieldPaths.of(List.of("x")));
  private final Decider decider = new Decider();
  private final SentReports sent = new SentReports();
  private final RouterTally tally;
  private final SplittableRandom random;
  private long records;

  FleetRouter(PipelineConfig config, int number, int routers) {
    String name = "fleet-router/" + number;
    tally =
        new RouterTally(
            name, name + "@1", config.shards().load(), config.shards().targetShardCount(), routers);
    random = new SplittableRandom(number);
  }

  /**
   * Routes records that were published within a time.
   *
   * @param positions where in the order of any model they lie, in [0,1)
   */
  void route(
      RoutingSnapshot snapshot,
      ToDoubleFunction<SplittableRandom> positions,
      int count,
      long fromMillis,
      long toMillis) {
    for (int record = 0; record < count; record++) {
      long publishMillis = fromMillis + (toMillis - fromMillis) * record / count;
      values.setNumber(0, positions.applyAsDouble(random));
      decider.decide(snapshot, values, random.nextLong(), publishMillis);
      int bytes = LEAST_BYTES + random.nextInt(BYTES);
      tally.routed(decider.decision("", ""), bytes, publishMillis, false, false);
      tally.written(random.nextInt(20), random.nextInt(50));
      if (++records % RECORDS_PER_SAMPLE == 0) {
        tally.sampled();
      }
    }
  }

  /** Its next message; messages arrive. */
  byte[] report(long nowMillis) {
    RouterReport message = sent.next(tally.report(nowMillis, 0));
    sent.durable(message);
    return MessageCodec.encode(message);
  }
}
