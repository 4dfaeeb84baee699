package io.shardsteer.common.locate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How conditions are joined. There is no negation above a condition: it is moved into it. */
sealed interface Expression {
  /** Holds for every record. */
  Expression TRUE = new All(List.of());

  /** Most cases that a predicate is divided into; beyond, cases are looked for in more places. */
  int MOST_CASES = 64;

  /** What holds exactly where this does not, but for fields without a value. */
  Expression negated();

  /**
   * Conjunctions of which at least one holds where this does. One that is left with fewer terms
   * holds more often, which asks for more than is needed and misses nothing.
   */
  List<Conjunction> cases();

  /** All terms in it. */
  List<Predicate.Term> terms();

  /** One condition. */
  record Leaf(Predicate.Term term) implements Expression {
    @Override
    public Expression negated() {
      return new Leaf(new Predicate.Term(term.field(), term.condition().negated()));
    }

    @Override
    public List<Conjunction> cases() {
      return List.of(new Conjunction(List.of(term)));
    }

    @Override
    public List<Predicate.Term> terms() {
      return List.of(term);
    }
  }

  /** Holds where all parts do. */
  record All(List<Expression> parts) implements Expression {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public Expression negated() {
      return new Any(parts.stream().map(Expression::negated).toList());
    }

    @Override
    public List<Conjunction> cases() {
      List<Predicate.Term> certain = new ArrayList<>();
      List<List<Conjunction>> open = new ArrayList<>();
      for (Expression part : parts) {
        List<Conjunction> its = part.cases();
        if (its.size() == 1) {
          certain.addAll(its.get(0).terms());
        } else {
          open.add(its);
        }
      }
      List<Conjunction> product = List.of(new Conjunction(certain));
      for (List<Conjunction> factors : open) {
        if ((long) product.size() * factors.size() <= MOST_CASES) {
          List<Conjunction> next = new ArrayList<>();
          for (Conjunction one : product) {
            factors.forEach(other -> next.add(one.and(other)));
          }
          product = next;
        }
      }
      return product;
    }

    @Override
    public List<Predicate.Term> terms() {
      return parts.stream().flatMap(part -> part.terms().stream()).toList();
    }
  }

  /** Holds where one of the parts does; nowhere where there are none. */
  record Any(List<Expression> parts) implements Expression {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public Expression negated() {
      return new All(parts.stream().map(Expression::negated).toList());
    }

    @Override
    public List<Conjunction> cases() {
      List<Conjunction> all = parts.stream().flatMap(part -> part.cases().stream()).toList();
      return all.size() <= MOST_CASES ? all : List.of(common(all));
    }

    /** What every case says in the same words. */
    private static Conjunction common(List<Conjunction> all) {
      Set<Predicate.Term> terms = new LinkedHashSet<>(all.get(0).terms());
      all.forEach(one -> terms.retainAll(Set.copyOf(one.terms())));
      return new Conjunction(List.copyOf(terms));
    }

    @Override
    public List<Predicate.Term> terms() {
      return parts.stream().flatMap(part -> part.terms().stream()).toList();
    }
  }
}
