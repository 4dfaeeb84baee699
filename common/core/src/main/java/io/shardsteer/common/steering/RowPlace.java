package io.shardsteer.common.steering;

/**
 * Where a row lies in the order: the partition that it belongs to and its place in there.
 *
 * @param modelVersion the model whose order it is; 0: the order of hashes
 * @param cell cell of the order
 * @param bucket bucket of publish time
 * @param orderKey its order key, in [0,1)
 */
public record RowPlace(int modelVersion, int cell, long bucket, double orderKey) {
  /** Of rows whose layout does not ask for it. */
  public static final RowPlace NONE = new RowPlace(0, 0, 0, 0);
}
