package io.shardsteer.common.record;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A time zone's offsets from UTC as two arrays, so that looking one up allocates nothing. Exact
 * from 1900 to 2100; before and after, the first and the last offset hold. Immutable.
 */
public final class ZoneOffsets {
  private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2100-01-01T00:00:00Z");

  /** UTC seconds at which offset i+1 begins. */
  private final long[] transitions;

  /** Local seconds, as if in UTC, at which offset i+1 begins. */
  private final long[] localTransitions;

  private final int[] offsets;

  private ZoneOffsets(long[] transitions, int[] offsets) {
    this.transitions = transitions;
    localTransitions = new long[transitions.length];
    Arrays.setAll(localTransitions, i -> transitions[i] + Math.max(offsets[i], offsets[i + 1]));
    this.offsets = offsets;
  }

  public static ZoneOffsets of(ZoneId zone) {
    ZoneRules rules = zone.getRules();
    List<ZoneOffsetTransition> all = new ArrayList<>();
    ZoneOffsetTransition next = rules.nextTransition(FIRST);
    while (next != null && next.getInstant().isBefore(LAST)) {
      all.add(next);
      next = rules.nextTransition(next.getInstant());
    }
    int[] offsets = new int[all.size() + 1];
    ZoneOffset first = rules.getOffset(FIRST);
    offsets[0] = first.getTotalSeconds();
    for (int i = 0; i < all.size(); i++) {
      offsets[i + 1] = all.get(i).getOffsetAfter().getTotalSeconds();
    }
    return new ZoneOffsets(
        all.stream().mapToLong(ZoneOffsetTransition::toEpochSecond).toArray(), offsets);
  }

  /** Seconds to add to UTC at the given UTC second. */
  public int at(long utcSeconds) {
    return lookUp(transitions, utcSeconds);
  }

  /**
   * Seconds to subtract from local time to get UTC. In a gap or an overlap the offset before the
   * transition holds.
   */
  int atLocal(long localSeconds) {
    return lookUp(localTransitions, localSeconds);
  }

  /** The least and the largest of some offsets, seconds. */
  public record Span(int least, int most) {}

  /** The offsets {@link #at} any UTC second from one to the other. */
  public Span span(long utcFrom, long utcTo) {
    return span(transitions, utcFrom, utcTo);
  }

  /** The offsets {@link #atLocal} any local second from one to the other. */
  Span spanLocal(long localFrom, long localTo) {
    return span(localTransitions, localFrom, localTo);
  }

  private Span span(long[] starts, long from, long to) {
    int least = Integer.MAX_VALUE;
    int most = Integer.MIN_VALUE;
    for (int i = index(starts, from); i <= index(starts, to); i++) {
      least = Math.min(least, offsets[i]);
      most = Math.max(most, offsets[i]);
    }
    return new Span(least, most);
  }

  private int lookUp(long[] starts, long seconds) {
    return offsets[index(starts, seconds)];
  }

  private static int index(long[] starts, long seconds) {
    int found = Arrays.binarySearch(starts, seconds);
    return found >= 0 ? found + 1 : -found - 1;
  }
}
