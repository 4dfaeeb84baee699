package io.shardsteer.deploy.replay.synthetic;

import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.deploy.replay.stream.RecordSource;
import java.util.List;
import java.util.SplittableRandom;

/** The records of a {@link Workload}, the same for the same seed. */
public final class SyntheticRecords implements RecordSource {
  /** Size that every synthetic record is said to have. */
  private static final int BYTES = 200;

  private final Drawing drawing;
  private final int[] slots;
  private final double[] values;
  private final long records;
  private final SplittableRandom random;
  private long drawn;

  /**
   * @param records length of the stream
   * @param paths the fields that are read; each must be a field of the workload
   * @throws IllegalArgumentException naming a field that the workload does not have
   */
  public SyntheticRecords(Workload workload, long records, FieldPaths paths, long seed) {
    List<String> fields = workload.fields();
    for (String path : paths.paths()) {
      if (!fields.contains(path)) {
        throw new IllegalArgumentException(
            "The workload %s has no field '%s'; its fields are %s.%nIts pipeline file is pipelines/synthetic/%s."
                .formatted(
                    workload.label(), path, String.join(", ", fields), workload.pipelineFile()));
      }
    }
    this.records = records;
    random = new SplittableRandom(seed);
    drawing = workload.draw(random.split());
    slots =
        fields.stream()
            .mapToInt(field -> paths.paths().contains(field) ? paths.slot(field) : -1)
            .toArray();
    values = new double[slots.length];
  }

  @Override
  public boolean next(FieldValues into) {
    if (drawn == records) {
      return false;
    }
    drawing.draw((double) drawn / records, random, values);
    drawn++;
    for (int field = 0; field < slots.length; field++) {
      if (slots[field] < 0) {
        continue;
      }
      if (Double.isNaN(values[field])) {
        into.setNull(slots[field]);
      } else {
        into.setNumber(slots[field], values[field]);
      }
    }
    return true;
  }

  @Override
  public int bytes() {
    return BYTES;
  }

  @Override
  public void close() {}
}
