package io.shardsteer.common.locate;

import io.shardsteer.common.locate.Condition.Not;
import io.shardsteer.common.locate.Condition.OneOf;
import io.shardsteer.common.locate.Condition.StartsWith;
import io.shardsteer.common.locate.Condition.Times;
import io.shardsteer.common.locate.Expression.All;
import io.shardsteer.common.locate.Expression.Any;
import io.shardsteer.common.locate.Expression.Leaf;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which records are asked for: conditions on fields, and on what every row has: {@value #KEY},
 * {@value #RECORD_ID}, {@value #PUBLISH_TIME}; joined by and, or, not. Immutable.
 */
public final class Predicate {
  /** The row's key, which is its record id where the record has no key. */
  public static final String KEY = "@key";

  /** What identifies the record. */
  public static final String RECORD_ID = "@record_id";

  /** When the record was published. */
  public static final String PUBLISH_TIME = "@publish_time";

  /** Every record. */
  public static final Predicate EVERYTHING = new Predicate(Expression.TRUE);

  /** A condition on one field. */
  public record Term(String field, Condition condition) {
    public Term {
      Condition compared = condition instanceof Not not ? not.condition() : condition;
      boolean fits =
          switch (field) {
            case KEY, RECORD_ID -> compared instanceof OneOf || compared instanceof StartsWith;
            case PUBLISH_TIME -> compared instanceof Times;
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

  private final Expression expression;

  Predicate(Expression expression) {
    this.expression = expression;
  }

  /**
   * Reads a predicate: {@code latitude in 37.7..37.8 and start_time >= 2014-06-01 and (city in
   * ('Oakland', 'San Jose') or zip is null)}.
   *
   * @throws InvalidPredicateException pointing at what is wrong
   */
  public static Predicate parse(String text) {
    return new PredicateParser(text).parse();
  }

  /** This predicate and one more condition. */
  public Predicate and(String field, Condition condition) {
    return and(new Predicate(new Leaf(new Term(field, condition))));
  }

  /** Holds where both do. */
  public Predicate and(Predicate other) {
    return new Predicate(new All(List.of(expression, other.expression)));
  }

  /** Holds where one of both does. */
  public Predicate or(Predicate other) {
    return new Predicate(new Any(List.of(expression, other.expression)));
  }

  /**
   * Holds where this does not. As in SQL a comparison of a field without a value does not hold, and
   * neither does its negation.
   */
  public Predicate negated() {
    return new Predicate(expression.negated());
  }

  /** The fields of records that it looks at. */
  public Set<String> fields() {
    return expression.terms().stream()
        .filter(term -> !term.isOfRow())
        .map(Term::field)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Conjunctions of which at least one holds for each matching record. */
  public List<Conjunction> cases() {
    return expression.cases();
  }

  /** The keys that rows can have; empty where any. */
  public Optional<Set<String>> keys() {
    return union(Conjunction::keys);
  }

  private Optional<Set<String>> union(Function<Conjunction, Optional<Set<String>>> part) {
    Set<String> all = new HashSet<>();
    for (Conjunction one : cases()) {
      Optional<Set<String>> some = part.apply(one);
      if (some.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(some.get());
    }
    return Optional.of(all);
  }

  /** Looks at the rows of one thread. */
  public RowFilter filter(FieldPaths paths) {
    return new RowFilter(this, paths);
  }

  @Override
  public String toString() {
    return "Predicate[" + expression + "]";
  }

  /** Tells the rows that match. Not thread-safe only where the values are not. */
  public static final class RowFilter {
    private final Expression expression;
    private final FieldPaths paths;

    private RowFilter(Predicate predicate, FieldPaths paths) {
      expression = predicate.expression;
      this.paths = paths;
    }

    /** False if no record in a row with these columns of its own can match. */
    public boolean mayMatch(String key, long publishMillis, String recordId) {
      return holds(expression, new RowValues(key, publishMillis, recordId), null);
    }

    /** True if the row matches. */
    public boolean matches(String key, long publishMillis, String recordId, FieldValues values) {
      return holds(expression, new RowValues(key, publishMillis, recordId), values);
    }

    private boolean holds(Expression part, RowValues row, @Nullable FieldValues values) {
      if (part instanceof Leaf leaf) {
        Term term = leaf.term();
        return term.isOfRow()
            ? row.meets(term)
            : values == null || term.condition().matches(values, paths.slot(term.field()));
      }
      if (part instanceof All all) {
        for (Expression one : all.parts()) {
          if (!holds(one, row, values)) {
            return false;
          }
        }
        return true;
      }
      for (Expression one : ((Any) part).parts()) {
        if (holds(one, row, values)) {
          return true;
        }
      }
      return false;
    }
  }

  /** What every row has besides its fields. */
  private record RowValues(String key, long publishMillis, String recordId) {
    boolean meets(Term term) {
      return meets(term.field(), term.condition());
    }

    private boolean meets(String field, Condition condition) {
      if (condition instanceof Not not) {
        return !meets(field, not.condition());
      }
      if (condition instanceof Times times) {
        return times.range().holds(publishMillis / 1000.0);
      }
      String own = field.equals(KEY) ? key : recordId;
      return condition instanceof OneOf some
          ? some.contains(own)
          : condition instanceof StartsWith start && own.startsWith(start.prefix());
    }
  }
}
