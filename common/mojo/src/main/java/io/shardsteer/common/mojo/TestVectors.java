package io.shardsteer.common.mojo;

import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.model.ModelManifest;
import io.shardsteer.common.model.ModelManifest.TestVector;
import io.shardsteer.common.steering.PositionModel;
import java.util.List;

/** Asks a loaded model what its manifest says it must answer, and how fast it answers. */
final class TestVectors {
  private static final double TOLERANCE = 1e-6;

  /** Far above any model that can keep up with a stream; the first calls run uncompiled. */
  private static final long MAX_NANOS_PER_RECORD = 500_000;

  private static final int ROUNDS = 5;

  private TestVectors() {}

  /**
   * @throws BadModelException if there are none, an answer is wrong, or answering takes too long
   */
  static void check(PositionModel model, ModelManifest manifest) {
    List<TestVector> vectors = manifest.testVectors();
    if (vectors.isEmpty()) {
      throw new BadModelException("The manifest has no test vectors, so the model is unproven.");
    }
    double[][] rows = new double[vectors.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(vectors.get(i), i, manifest.columns().size());
    }
    long fastest = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < rows.length; i++) {
        compare(position(model, rows[i], i), vectors.get(i).position(), i);
      }
      fastest = Math.min(fastest, (System.nanoTime() - start) / rows.length);
    }
    if (fastest > MAX_NANOS_PER_RECORD) {
      throw new BadModelException(
          """
          The model takes %d µs a record, more than %d µs.
          Use fewer or smaller trees or layers in model_parameters."""
              .formatted(fastest / 1_000, MAX_NANOS_PER_RECORD / 1_000));
    }
  }

  private static double[] row(TestVector vector, int index, int width) {
    if (vector.features().size() != width) {
      throw new BadModelException(
          "Test vector %d has %d features of %d columns."
              .formatted(index, vector.features().size(), width));
    }
    return vector.features().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** A model that was tampered with may be read well and fail at its first record. */
  private static double position(PositionModel model, double[] row, int index) {
    try {
      return model.position(row);
    } catch (RuntimeException | AssertionError e) {
      throw new BadModelException("The model fails at test vector %d: %s".formatted(index, e), e);
    }
  }

  private static void compare(double position, double expected, int index) {
    if (!(Math.abs(position - expected) <= TOLERANCE)) {
      throw new BadModelException(
          "The model answers %s to test vector %d, but it must answer %s."
              .formatted(position, index, expected));
    }
  }
}
