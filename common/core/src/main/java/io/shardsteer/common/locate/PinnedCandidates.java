package io.shardsteer.common.locate;

import io.shardsteer.common.locate.Condition.OneOf;
import io.shardsteer.common.pin.Pin;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.record.FieldSet;
import io.shardsteer.common.record.WrittenValue;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where pins send the records that meet some conditions.
 *
 * @param shards of every pin that can fit one of them
 * @param areAll whether a pin fits each of them, so that none is where the order says
 */
record PinnedCandidates(NavigableSet<Integer> shards, boolean areAll) {
  static PinnedCandidates of(Pins pins, Conjunction terms) {
    NavigableSet<Integer> shards = new TreeSet<>();
    if (pins.isEmpty()) {
      return new PinnedCandidates(shards, false);
    }
    Optional<Set<String>> keys = terms.keys();
    Set<String> unpinnedKeys = new TreeSet<>(keys.orElse(Set.of()));
    Map<String, FieldSet> sets = terms.sets();
    boolean areAll = false;
    for (Pin pin : pins.all()) {
      boolean fitsSome =
          pin.isOfKey()
              ? keys.isEmpty() || pin.values().stream().anyMatch(keys.get()::contains)
              : canHold(sets.getOrDefault(pin.field(), FieldSet.ANYTHING), pin);
      if (fitsSome && !areAll) {
        shards.add(pin.shard());
      }
      if (pin.isOfKey()) {
        pin.values().forEach(unpinnedKeys::remove);
        areAll |= keys.isPresent() && unpinnedKeys.isEmpty();
      } else {
        areAll |= terms.terms().stream().anyMatch(term -> asksForPinned(term, pin));
      }
    }
    return new PinnedCandidates(shards, areAll);
  }

  private static boolean canHold(FieldSet set, Pin pin) {
    return pin.values().stream().anyMatch(value -> !FieldSet.ofWritten(value).and(set).isEmpty());
  }

  /** Values that are written alike are pinned alike. */
  private static boolean asksForPinned(Predicate.Term term, Pin pin) {
    return term.field().equals(pin.field())
        && term.condition() instanceof OneOf some
        && some.values().stream().map(WrittenValue::text).allMatch(pin.values()::contains);
  }
}
