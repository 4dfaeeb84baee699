package io.shardsteer.common.pin;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pins of a routing table; of those that fit a record the first one counts. Immutable.
 *
 * @param all in the order in which they count
 */
public record Pins(List<Pin> all) {
  public static final Pins NONE = new Pins(List.of());

  public Pins {
    all = List.copyOf(all);
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** The fields that pins go by, besides the row's key. */
  public Set<String> fields() {
    Set<String> fields = new LinkedHashSet<>();
    all.stream().filter(pin -> !pin.isOfKey()).forEach(pin -> fields.add(pin.field()));
    return fields;
  }

  /** The shards that take pinned records alone, ascending. */
  public NavigableSet<Integer> exclusiveShards() {
    NavigableSet<Integer> shards = new TreeSet<>();
    all.stream().filter(Pin::exclusive).forEach(pin -> shards.add(pin.shard()));
    return shards;
  }

  /** Those to shards that a table of so many has. */
  public Pins within(int count) {
    return all.stream().allMatch(pin -> pin.shard() < count)
        ? this
        : new Pins(all.stream().filter(pin -> pin.shard() < count).toList());
  }
}
