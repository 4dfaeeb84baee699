package io.shardsteer.deploy.reader;

import java.time.Duration;

/** Told what is asked and how long shards take to answer. Thread-safe. */
interface ReadingTimes {
  /** Nobody wants to know. */
  ReadingTimes NONE =
      new ReadingTimes() {
        @Override
        public void page(int shard, Duration took) {}

        @Override
        public void query(int shards) {}
      };

  /** A page of a shard took this long. */
  void page(int shard, Duration took);

  /** A query has to read that many shards by the table that is in force now. */
  void query(int shards);

  /**
   * The query of before asks for rows from before the table in force took effect.
   *
   * @param shards that it has to read
   * @param newestShards that the table in force alone would have it read
   */
  default void ofOldTimes(int shards, int newestShards) {}

  /** An answer has ended; how much of it was wanted does not matter. */
  default void answered(Query query, AnswerReport report) {}
}
