package io.shardsteer.common.locate;

import io.shardsteer.common.locate.Condition.OneOf;
import io.shardsteer.common.locate.Condition.Times;
import io.shardsteer.common.record.FieldSet;
import io.shardsteer.common.record.WrittenValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Conditions that all hold: one case of a predicate.
 *
 * @param terms the conditions; none: every record
 */
public record Conjunction(List<Predicate.Term> terms) {
  public Conjunction {
    terms = List.copyOf(terms);
  }

  Conjunction and(Conjunction other) {
    List<Predicate.Term> both = new ArrayList<>(terms);
    both.addAll(other.terms);
    return new Conjunction(both);
  }

  /** What each of the fields holds in matching records. */
  Map<String, FieldSet> sets() {
    Map<String, FieldSet> sets = new LinkedHashMap<>();
    for (Predicate.Term term : terms) {
      if (!term.isOfRow()) {
        sets.merge(term.field(), term.condition().set(), FieldSet::and);
      }
    }
    return sets;
  }

  /** The keys that rows can have; empty where any. */
  public Optional<Set<String>> keys() {
    return identifiers(Predicate.KEY);
  }

  /** The record ids that rows can have; empty where any. */
  public Optional<Set<String>> recordIds() {
    return identifiers(Predicate.RECORD_ID);
  }

  private Optional<Set<String>> identifiers(String field) {
    return terms.stream()
        .filter(term -> term.field().equals(field) && term.condition() instanceof OneOf)
        .map(
            term ->
                ((OneOf) term.condition())
                    .values().stream().map(WrittenValue::text).collect(Collectors.toSet()))
        .reduce((one, other) -> one.stream().filter(other::contains).collect(Collectors.toSet()));
  }

  /** The part of a time range in which matching rows can have been published. */
  TimeRange publishedIn(TimeRange times) {
    double from = times.fromMillis();
    double to = times.toMillis();
    for (Predicate.Term term : terms) {
      if (term.field().equals(Predicate.PUBLISH_TIME) && term.condition() instanceof Times span) {
        from = Math.max(from, Math.floor(span.range().low() * 1000));
        to = Math.min(to, Math.ceil(span.range().high() * 1000));
      }
    }
    return new TimeRange((long) from, (long) to);
  }
}
