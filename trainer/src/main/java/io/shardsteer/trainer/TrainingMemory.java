package io.shardsteer.trainer;

import java.util.Optional;

/**
 * How many samples a training can hold in memory. A training that needs more would end the process,
 * and the request that comes again would end the next one.
 *
 * @param bytes that samples may take
 */
public record TrainingMemory(long bytes) {
  /** What a sample takes apart from its fields and columns: keys, hashes, its place in arrays. */
  private static final long BYTES_PER_SAMPLE = 600;

  /** A field in a map of boxed values, twice where outcomes are joined. */
  private static final long BYTES_PER_FIELD = 160;

  /** A column in the feature rows, in H2O's frame and in what an algorithm bins it to. */
  private static final long BYTES_PER_COLUMN = 40;

  /** The rest of the heap is H2O's, the present model's and the package's. */
  private static final double SHARE_OF_HEAP = 0.4;

  /** What this process has. */
  public static TrainingMemory ofThisProcess() {
    return new TrainingMemory((long) (SHARE_OF_HEAP * Runtime.getRuntime().maxMemory()));
  }

  /** The most samples that fit. */
  public int mostSamples(int fields, int columns) {
    long each = BYTES_PER_SAMPLE + fields * BYTES_PER_FIELD + columns * BYTES_PER_COLUMN;
    return (int) Math.min(Integer.MAX_VALUE, bytes / each);
  }

  /** Why so many samples cannot be trained on; empty where they can. */
  Optional<String> refusal(int samples, int fields, int columns) {
    int most = mostSamples(fields, columns);
    if (samples <= most) {
      return Optional.empty();
    }
    return Optional.of(
        """
        %,d samples of %d fields and %d feature columns need more memory than the %,d MiB that the trainer has for them.
        Set training.max_samples to %d or less, or start the trainer with a larger -Xmx."""
            .formatted(samples, fields, columns, bytes >> 20, most));
  }
}
