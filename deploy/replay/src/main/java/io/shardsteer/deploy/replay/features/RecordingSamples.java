package io.shardsteer.deploy.replay.features;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.SampleFields;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.deploy.replay.stream.Recording;
import java.util.ArrayList;
import java.util.List;

/** Records of a recording as a router that hashes them would sample them. */
public final class RecordingSamples {
  private RecordingSamples() {}

  /**
   * Samples spread evenly over the recording, in its order.
   *
   * @param most how many at most
   */
  public static List<Sample> of(Recording recording, PipelineConfig config, int most) {
    var values = new FieldValues(recording.paths());
    var fields = new SampleFields(recording.paths(), PipelineFields.sampled(config));
    var hashing = RoutingTable.initial(config.shards().targetShardCount());
    int count = Math.min(most, recording.size());
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int record = (int) ((long) i * recording.size() / count);
      recording.read(record, values);
      long hash = recording.keyHash(record);
      double orderKey = OrderKey.of(OrderKey.hashPosition(hash), hash);
      samples.add(
          new Sample(
              fields.toMap(values),
              "",
              hash,
              hashing.shardOf(orderKey),
              orderKey,
              hashing.revision(),
              recording.bytes(record),
              (double) recording.size() / count,
              record));
    }
    return samples;
  }
}
