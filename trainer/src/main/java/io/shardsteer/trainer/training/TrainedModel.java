package io.shardsteer.trainer.training;

/**
 * What a training gives: the model as bytes, and what it says in process about the rows that it was
 * trained on. A router that loads the bytes must arrive at the same positions.
 */
public final class TrainedModel {
  private final byte[] mojo;
  private final double[] predictions;

  TrainedModel(byte[] mojo, double[] predictions) {
    this.mojo = mojo;
    this.predictions = predictions;
  }

  /** The MOJO, a zip file; not copied. */
  public byte[] mojo() {
    return mojo;
  }

  /** One prediction per training row, in their order, not clamped to [0,1); not copied. */
  public double[] predictions() {
    return predictions;
  }
}
