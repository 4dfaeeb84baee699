package io.shardsteer.common.locate;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Where the rows that match a predicate can be.
 *
 * @param reaches for each table that counts, the shards that can hold matches
 */
public record Location(List<CandidateShards> reaches) {
  public Location {
    reaches = List.copyOf(reaches);
  }

  /** The shards to ask, ascending. */
  public NavigableSet<Integer> shards() {
    return collect(reaches.stream().map(CandidateShards::shards).toList());
  }

  /** All shards that hold rows of the time, matching or not, ascending. */
  public NavigableSet<Integer> candidates() {
    return collect(reaches.stream().map(reach -> reach.table().shards()).toList());
  }

  private static NavigableSet<Integer> collect(List<? extends Collection<Integer>> shards) {
    NavigableSet<Integer> all = new TreeSet<>();
    shards.forEach(all::addAll);
    return Collections.unmodifiableNavigableSet(all);
  }
}
