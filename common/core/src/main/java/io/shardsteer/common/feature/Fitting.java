package io.shardsteer.common.feature;

import io.shardsteer.common.record.FieldValues;

/** Gathers what one feature needs to know about a sample. Not thread-safe. */
interface Fitting {
  /**
   * @param values one record; not kept
   */
  void see(FieldValues values);

  /** What was learned from the records seen so far, perhaps none. */
  FittedParameters fit();
}
