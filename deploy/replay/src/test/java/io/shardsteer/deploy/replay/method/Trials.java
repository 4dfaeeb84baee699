package io.shardsteer.deploy.replay.method;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.deploy.replay.stream.Coordinates;
import io.shardsteer.deploy.replay.stream.Recording;
import io.shardsteer.deploy.replay.synthetic.SyntheticRecords;
import io.shardsteer.deploy.replay.synthetic.Workload;
import java.io.IOException;
import java.util.List;

/** Trials on synthetic streams, for tests. */
public final class Trials {
  private Trials() {}

  /** A trial whose queried fields are the workload's first ones; the last field is the key. */
  public static Trial of(Workload workload, int records, int dimensions, int shards)
      throws IOException {
    List<String> fields = workload.fields();
    FieldPaths paths = new FieldPaths(fields);
    Recording recording =
        Recording.of(
            new SyntheticRecords(workload, records, paths, 1),
            paths,
            fields.get(fields.size() - 1),
            "",
            records);
    Coordinates coordinates = new Coordinates(dimensions, records);
    FieldValues values = new FieldValues(paths);
    double[] point = new double[dimensions];
    for (int record = 0; record < records; record++) {
      recording.read(record, values);
      for (int d = 0; d < dimensions; d++) {
        point[d] = values.number(d);
      }
      coordinates.set(record, point);
    }
    return new Trial(
        recording,
        coordinates,
        fields.subList(0, dimensions),
        fields.get(fields.size() - 1),
        true,
        shards,
        Load.RECORDS,
        2,
        1);
  }
}
