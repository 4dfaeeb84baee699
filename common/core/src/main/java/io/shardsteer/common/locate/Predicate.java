package io.shardsteer.common.locate;

import io.shardsteer.common.locate.Condition.OneOf;
import io.shardsteer.common.locate.Condition.Times;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldSet;
import io.shardsteer.common.record.FieldValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which records are asked for: those that meet all conditions; all records where there are none.
 * Immutable.
 *
 * @param terms conditions on fields, and on what every row has: {@value #KEY}, {@value #RECORD_ID},
 *     {@value #PUBLISH_TIME}
 */
public record Predicate(List<Term> terms) {
  /** The row's key, which is its record id where the record has no key. */
  public static final String KEY = "@key";

  /** What identifies the record. */
  public static final String RECORD_ID = "@record_id";

  /** When the record was published. */
  public static final String PUBLISH_TIME = "@publish_time";

  /** Every record. */
  public static final Predicate EVERYTHING = new Predicate(List.of());

  /** A condition on one field. */
  public record Term(String field, Condition condition) {
    public Term {
      boolean fits =
          switch (field) {
            case KEY, RECORD_ID -> condition instanceof OneOf;
            case PUBLISH_TIME -> condition instanceof Times;
            default -> true;
          };
      if (!fits) {
        throw new InvalidPredicateException(
            field.equals(PUBLISH_TIME)
                ? "%s is a time.\nWrite %s >= 2014-06-01T08:00, or %s in 2014-06-01..2014-06-02."
                    .formatted(field, field, field)
                : "%s is an identifier.\nWrite %s = 'a', or %s in ('a', 'b')."
                    .formatted(field, field, field));
      }
    }

    boolean isOfRow() {
      return field.startsWith("@");
    }
  }

  public Predicate {
    terms = List.copyOf(terms);
  }

  /**
   * Reads a predicate: {@code latitude in 37.7..37.8 and start_time >= 2014-06-01 and city in
   * ('Oakland', 'San Jose')}.
   *
   * @throws InvalidPredicateException pointing at what is wrong
   */
  public static Predicate parse(String text) {
    return new PredicateParser(text).parse();
  }

  /** This predicate and one more condition. */
  public Predicate and(String field, Condition condition) {
    List<Term> more = new ArrayList<>(terms);
    more.add(new Term(field, condition));
    return new Predicate(more);
  }

  /** The fields of records that it looks at. */
  public Set<String> fields() {
    return terms.stream()
        .filter(term -> !term.isOfRow())
        .map(Term::field)
        .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
  }

  /** What each of the fields holds in matching records. */
  Map<String, FieldSet> sets() {
    Map<String, FieldSet> sets = new LinkedHashMap<>();
    for (Term term : terms) {
      if (!term.isOfRow()) {
        sets.merge(term.field(), term.condition().set(), FieldSet::and);
      }
    }
    return sets;
  }

  /** The keys that rows can have; empty where any. */
  public Optional<Set<String>> keys() {
    return identifiers(KEY);
  }

  /** The record ids that rows can have; empty where any. */
  public Optional<Set<String>> recordIds() {
    return identifiers(RECORD_ID);
  }

  private Optional<Set<String>> identifiers(String field) {
    return terms.stream()
        .filter(term -> term.field().equals(field))
        .map(
            term ->
                ((OneOf) term.condition())
                    .values().stream().map(value -> value.text()).collect(Collectors.toSet()))
        .reduce((one, other) -> one.stream().filter(other::contains).collect(Collectors.toSet()));
  }

  /** The part of a time range in which matching rows can have been published. */
  public TimeRange publishedIn(TimeRange times) {
    double from = times.fromMillis();
    double to = times.toMillis();
    for (Term term : terms) {
      if (term.field().equals(PUBLISH_TIME)) {
        Condition.Range range = ((Times) term.condition()).range();
        from = Math.max(from, Math.floor(range.low() * 1000));
        to = Math.min(to, Math.ceil(range.high() * 1000));
      }
    }
    return new TimeRange((long) from, (long) to);
  }

  /** Looks at the rows of one thread. */
  public RowFilter filter(FieldPaths paths) {
    return new RowFilter(this, paths);
  }

  /** Tells the rows that match. Not thread-safe only where the values are not. */
  public static final class RowFilter {
    private final List<Term> fields;
    private final int[] slots;
    private final List<Times> published;
    private final Optional<Set<String>> keys;
    private final Optional<Set<String>> recordIds;

    private RowFilter(Predicate predicate, FieldPaths paths) {
      fields = predicate.terms.stream().filter(term -> !term.isOfRow()).toList();
      slots = fields.stream().mapToInt(term -> paths.slot(term.field())).toArray();
      published =
          predicate.terms.stream()
              .filter(term -> term.field().equals(PUBLISH_TIME))
              .map(term -> (Times) term.condition())
              .toList();
      keys = predicate.keys();
      recordIds = predicate.recordIds();
    }

    /** True if a row's own columns match. */
    public boolean matchesRow(String key, long publishMillis, String recordId) {
      return keys.map(some -> some.contains(key)).orElse(true)
          && recordIds.map(some -> some.contains(recordId)).orElse(true)
          && published.stream().allMatch(times -> times.range().holds(publishMillis / 1000.0));
    }

    /** True if a record's fields match. */
    public boolean matchesFields(FieldValues values) {
      for (int i = 0; i < slots.length; i++) {
        if (!fields.get(i).condition().matches(values, slots[i])) {
          return false;
        }
      }
      return true;
    }
  }
}
