package io.shardsteer.deploy.replay.features;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.feature.FieldValues;
import io.shardsteer.common.feature.PipelineFields;
import io.shardsteer.common.feature.SampleFields;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.steering.Address;
import io.shardsteer.common.steering.SteeringTable;
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
    var hashing = SteeringTable.initial(config.shards().targetShardCount());
    int count = Math.min(most, recording.size());
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int record = (int) ((long) i * recording.size() / count);
      recording.read(record, values);
      long hash = recording.keyHash(record);
      double address = Address.of(Address.hashPosition(hash), hash);
      samples.add(
          new Sample(
              fields.toMap(values),
              "",
              hash,
              hashing.shardOf(address),
              address,
              hashing.revision(),
              recording.bytes(record),
              (double) recording.size() / count,
              record));
    }
    return samples;
  }
}
