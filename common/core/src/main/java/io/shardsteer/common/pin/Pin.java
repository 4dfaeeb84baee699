package io.shardsteer.common.pin;

import java.util.List;

/**
 * Records that go to one shard whatever the order says.
 *
 * @param field path of the field that tells them; empty: the row's key, which is the record id
 *     where a record has no key
 * @param values any of these, as they are written
 * @param shard where they go
 * @param exclusive whether nothing else goes there
 */
public record Pin(String field, List<String> values, int shard, boolean exclusive) {
  public Pin {
    values = List.copyOf(values);
    if (shard < 0) {
      throw new IllegalArgumentException("A shard is 0 and up, but a pin's is " + shard);
    }
  }

  /** Whether it goes by the row's key. */
  public boolean isOfKey() {
    return field.isEmpty();
  }
}
