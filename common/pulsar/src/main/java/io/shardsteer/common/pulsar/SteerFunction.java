package io.shardsteer.common.pulsar;

/** The functions of a pipeline, in the order in which they are deployed. */
public enum SteerFunction {
  /** Decides and publishes routing tables. */
  METRICS("metrics"),
  /** Routes records. */
  ROUTER("router");

  private final String suffix;

  SteerFunction(String suffix) {
    this.suffix = suffix;
  }

  /** What it adds to the pipeline's name, and the name of its template. */
  public String suffix() {
    return suffix;
  }

  /** Its name on the cluster. */
  public String name(String pipeline) {
    return pipeline + "-" + suffix;
  }
}
