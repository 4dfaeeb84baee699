package io.shardsteer.deploy.replay.loop;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.SampleFields;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.RouterTally;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.routing.Sampler;
import io.shardsteer.deploy.replay.stream.Recording;
import java.util.function.Consumer;

/** One router instance: it decides, counts, samples and reports with the router's own code. */
final class SimulatedRouter {
  private final Recording recording;
  private final boolean tiesByKey;
  private final int keySlot;
  private final FieldValues values;
  private final SampleFields sampleFields;
  private final Decider decider;
  private final RouterTally tally;
  private final Sampler sampler;
  private final Consumer<Sample> samples;

  /**
   * @param number which instance it is, from 0
   * @param samples takes what is sampled
   */
  SimulatedRouter(
      PipelineConfig config, Recording recording, int number, long seed, Consumer<Sample> samples) {
    FieldPaths paths = recording.paths();
    this.recording = recording;
    decider = new Decider(paths);
    this.samples = samples;
    tiesByKey = config.shards().keepKeyTogether();
    String key = config.input().keyField();
    keySlot = key.isEmpty() ? -1 : paths.slot(key);
    values = new FieldValues(paths);
    sampleFields = new SampleFields(paths);
    String instance = config.pipeline() + "-router/" + number;
    int shardCount = config.shards().targetShardCount();
    tally = new RouterTally(instance, instance + "#1", config.shards().load(), shardCount);
    sampler = new Sampler(config.sampling().perSecond(), seed + number);
  }

  /** Routes a record for good. */
  int route(RoutingSnapshot snapshot, int record, long publishMillis) {
    int shard = decide(snapshot, record, publishMillis);
    tally.routed(decider.decision("", ""), recording.bytes(record), publishMillis, false, false);
    boolean pinned = decider.isPinned();
    if (!pinned && sampler.take(publishMillis)) {
      samples.accept(sample(record, publishMillis));
      tally.sampled();
    }
    return shard;
  }

  /** Where a record would go; leaves no trace. */
  int decide(RoutingSnapshot snapshot, int record, long publishMillis) {
    recording.read(record, values);
    Decider.Outcome outcome = decider.decide(snapshot, values, keyOf(record), publishMillis);
    if (outcome == Decider.Outcome.AWAITS_MODEL) {
      throw new IllegalStateException(
          "Revision %d came before its model.".formatted(decider.revision()));
    }
    return decider.shard();
  }

  private Decider.RecordKey keyOf(int record) {
    return new Decider.RecordKey() {
      @Override
      public String rowKey() {
        return key();
      }

      @Override
      public long tieHash(boolean keepKeyTogether) {
        return tie(record);
      }
    };
  }

  private String key() {
    String key = keySlot < 0 ? null : values.identifier(keySlot);
    return key == null ? "" : key;
  }

  private long tie(int record) {
    return tiesByKey ? recording.keyHash(record) : recording.idHash(record);
  }

  private Sample sample(int record, long publishMillis) {
    return new Sample(
        sampleFields.toMap(values),
        key(),
        tie(record),
        decider.shard(),
        decider.orderKey(),
        decider.revision(),
        recording.bytes(record),
        sampler.weight(),
        publishMillis);
  }

  ShardReport report(long nowMillis) {
    return tally.report(nowMillis, 0);
  }
}
