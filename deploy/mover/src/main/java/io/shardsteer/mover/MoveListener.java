package io.shardsteer.mover;

/** Hears how a move of rows goes, on the thread that moves them. */
public interface MoveListener {
  /** A line for people. */
  void says(String line);

  /**
   * Rows begin to be copied, or deleted.
   *
   * @param verb what is done, e.g. {@code Copied}
   * @param rows how many there are, as far as is known
   */
  Pass begins(String verb, long rows);

  /** Some way through all rows. */
  interface Pass {
    /** So many more are done. */
    void add(long rows);

    /** All are. */
    void end();
  }
}
