package io.shardsteer.common.locate;

import io.shardsteer.common.config.FieldPath;
import io.shardsteer.common.feature.ComparedTime;
import io.shardsteer.common.locate.Condition.Numbers;
import io.shardsteer.common.locate.Condition.OneOf;
import io.shardsteer.common.locate.Condition.Range;
import io.shardsteer.common.locate.Condition.Times;
import io.shardsteer.common.record.Decimals;
import io.shardsteer.common.record.WrittenValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the text of a predicate. Used once. */
final class PredicateParser {
  private static final int MAX_LENGTH = 100_000;
  private static final int MAX_DEPTH = 64;

  private static final Pattern FIELD =
      Pattern.compile(
          "@[a-z_]+|(?:[A-Za-z_$][A-Za-z0-9_$-]*|NAME)(?:\\.(?:[A-Za-z0-9_$-]+|NAME))*+"
              .replace("NAME", "\"(?:[^\"\\\\]|\\\\[\"\\\\])+\""));
  private static final Pattern OPERATOR =
      Pattern.compile(
          "<=|>=|==|!=|<>|=|<|>|(?i:(?:not\\s+)?(?:in|between|starts\\s+with)|is\\s+not\\s+null|is\\s+null)\\b");
  private static final Pattern AND = Pattern.compile("(?i:and)\\b");
  private static final Pattern OR = Pattern.compile("(?i:or)\\b");
  private static final Pattern NOT = Pattern.compile("(?i:not)\\b");
  private static final Pattern END_OF_RANGE = Pattern.compile("(?i:and|or)\\b|\\)");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:Z|[+-]\\d{2}(?::?\\d{2})?)?)?(?![\\w:-])");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][+-]?\\d+)?(?![\\w-])");
  private static final Pattern QUOTED = Pattern.compile("'([^']*+(?:''[^']*+)*+)'");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_+-][A-Za-z0-9_+:/-]*");
  private static final Pattern DOTS = Pattern.compile("\\.\\.");

  private final String text;
  private int at;
  private int depth;

  PredicateParser(String text) {
    this.text = text;
  }

  /** What a value may be used as. */
  private enum Kind {
    NUMBER,
    TIME,
    TEXT
  }

  /** One written value. */
  private record Value(Kind kind, String written, double number, int at) {}

  Predicate parse() {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidPredicateException(
          "A predicate has at most %d characters, but this one has %d."
              .formatted(MAX_LENGTH, text.length()));
    }
    skipSpace();
    if (at == text.length()) {
      return Predicate.EVERYTHING;
    }
    Expression whole = any();
    skipSpace();
    if (at < text.length()) {
      throw wrong(
          at,
          "Here should be 'and', 'or' or the end",
          "Conditions are joined by and, or: a > 1 and (b = 'x' or c is null).");
    }
    return new Predicate(whole);
  }

  private Expression any() {
    List<Expression> parts = new ArrayList<>();
    do {
      parts.add(all());
    } while (accept(OR));
    return parts.size() == 1 ? parts.get(0) : new Expression.Any(parts);
  }

  private Expression all() {
    List<Expression> parts = new ArrayList<>();
    do {
      parts.add(one());
    } while (accept(AND));
    return parts.size() == 1 ? parts.get(0) : new Expression.All(parts);
  }

  private Expression one() {
    skipSpace();
    if (++depth > MAX_DEPTH) {
      throw wrong(
          at,
          "Here are more than %d parentheses and negations within each other".formatted(MAX_DEPTH),
          "Write a predicate of fewer.");
    }
    Expression one;
    if (accept(NOT)) {
      one = one().negated();
    } else if (accept("(")) {
      one = any();
      if (!accept(")")) {
        throw wrong(at, "The parenthesis does not end", "Write (a > 1 or b = 'x').");
      }
    } else {
      one = new Expression.Leaf(term());
    }
    depth--;
    return one;
  }

  private boolean accept(Pattern word) {
    skipSpace();
    return next(word) != null;
  }

  private Predicate.Term term() {
    int start = at;
    String field =
        need(FIELD, "a field", "Name a field by its path: latitude, address.zip, \"odd name\".")
            .group();
    if (field.indexOf('"') >= 0 || field.startsWith("$")) {
      field =
          FieldPath.canonical(field)
              .orElseThrow(
                  () ->
                      wrong(
                          start,
                          "This is not the path of a field",
                          "Quote a name that has a dot or a space: labels.\"app.name\"; a property of the message is $properties.ce_type."));
    } else if (field.startsWith("@")
        && !List.of(Predicate.KEY, Predicate.RECORD_ID, Predicate.PUBLISH_TIME).contains(field)) {
      throw wrong(
          start,
          "'%s' is nothing that a row has".formatted(field),
          "Rows have @key, @record_id and @publish_time; fields stand without an @.");
    }
    String operator =
        need(
                OPERATOR,
                "a comparison",
                "Compare by =, !=, <, <=, >, >=, in 1..2, in ('a', 'b'), between 1 and 2, starts with 'a', is null or is not null.")
            .group()
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\s+", " ");
    Condition condition =
        operator.startsWith("not ")
            ? condition(operator.substring("not ".length())).negated()
            : condition(operator);
    try {
      return new Predicate.Term(field, condition);
    } catch (InvalidPredicateException e) {
      String[] lines = String.valueOf(e.getMessage()).split("\n", 2);
      throw wrong(start, lines[0].replaceAll("\\.$", ""), lines[1]);
    }
  }

  private Condition condition(String operator) {
    return switch (operator) {
      case "=", "==" -> equal();
      case "!=", "<>" -> equal().negated();
      case "is null" -> new Condition.Absent();
      case "is not null" -> new Condition.Present();
      case "starts with" -> new Condition.StartsWith(value().written());
      case "<" -> range(null, true, value(), false);
      case "<=" -> range(null, true, value(), true);
      case ">" -> range(value(), false, null, true);
      case ">=" -> range(value(), true, null, true);
      case "between" -> {
        Value low = value();
        need(AND, "'and'", "Write between 1 and 2.");
        yield range(low, true, value(), true);
      }
      default -> in();
    };
  }

  private Condition equal() {
    Value value = value();
    return value.kind() == Kind.TIME ? range(value, true, value, true) : oneOf(value);
  }

  private Condition in() {
    if (peek("(")) {
      return list();
    }
    Value low = peek("..") ? null : value();
    need(DOTS, "'..'", "A range is 1..2, a list is ('a', 'b').");
    skipSpace();
    boolean open =
        at == text.length() || END_OF_RANGE.matcher(text).region(at, text.length()).lookingAt();
    Value high = open ? null : value();
    return range(low, true, high, true);
  }

  private Condition list() {
    at++;
    List<WrittenValue> values = new ArrayList<>();
    do {
      Value value = value();
      if (value.kind() == Kind.TIME) {
        throw wrong(
            value.at(),
            "A list has no times",
            "Quote it to compare the text as it is written: '%s'. Ask for times by a range."
                .formatted(value.written()));
      }
      values.add(new WrittenValue(value.written()));
    } while (accept(","));
    if (!accept(")")) {
      throw wrong(at, "The list does not end", "Write ('a', 'b').");
    }
    return new OneOf(values);
  }

  private static Condition oneOf(Value value) {
    return new OneOf(List.of(new WrittenValue(value.written())));
  }

  private Condition range(
      @Nullable Value low, boolean lowIncluded, @Nullable Value high, boolean highIncluded) {
    Value some = low != null ? low : high;
    if (some == null) {
      throw wrong(at, "A range has at least one end", "Write 1..2, 1.. or ..2.");
    }
    Kind kind = some.kind();
    for (Value end : List.of(some, high != null ? high : some)) {
      if (end.kind() == Kind.TEXT || end.kind() != kind) {
        throw wrong(
            end.at(),
            end.kind() == Kind.TEXT
                ? "'%s' is neither a number nor a time".formatted(end.written())
                : "A range is of numbers or of times, not of both",
            "Numbers are 37.7, times 2014-06-01 or 2014-06-01T08:00:00Z, without quotes.");
      }
    }
    double from = low == null ? Double.NEGATIVE_INFINITY : low.number();
    double to = high == null ? Double.POSITIVE_INFINITY : high.number();
    BigDecimal exactFrom = exact(low);
    BigDecimal exactTo = exact(high);
    boolean crossed =
        (exactFrom != null && exactTo != null) ? exactFrom.compareTo(exactTo) > 0 : from > to;
    if (low != null && crossed) {
      throw wrong(low.at(), "The range ends before it begins", "Write the lower end first.");
    }
    Range range = new Range(from, lowIncluded, to, highIncluded);
    return kind == Kind.TIME ? new Times(range) : new Numbers(range, exactFrom, exactTo);
  }

  /** All digits of a number; null of anything else. */
  private @Nullable BigDecimal exact(@Nullable Value end) {
    if (end == null || end.kind() != Kind.NUMBER) {
      return null;
    }
    return Decimals.parse(end.written())
        .orElseThrow(
            () ->
                wrong(
                    end.at(),
                    "'%s' has an exponent beyond that of any number".formatted(end.written()),
                    "Write 0 for what is as small as that."));
  }

  private Value value() {
    skipSpace();
    int start = at;
    Matcher match = next(TIME);
    if (match != null) {
      double seconds = ComparedTime.seconds(match.group());
      if (Double.isNaN(seconds)) {
        throw wrong(
            start,
            "'%s' is no time".formatted(match.group()),
            "Write 2014-06-01 or 2014-06-01T08:00:00Z; quote it where it is a text.");
      }
      return new Value(Kind.TIME, match.group(), seconds, start);
    }
    match = next(NUMBER);
    if (match != null) {
      double number = Double.parseDouble(match.group());
      if (Double.isInfinite(number)) {
        throw wrong(start, "'%s' is too large".formatted(match.group()), "Leave the end open: 1..");
      }
      return new Value(Kind.NUMBER, match.group(), number, start);
    }
    match = next(QUOTED);
    if (match != null) {
      return new Value(Kind.TEXT, match.group(1).replace("''", "'"), Double.NaN, start);
    }
    match = next(WORD);
    if (match != null) {
      return new Value(Kind.TEXT, match.group(), Double.NaN, start);
    }
    throw wrong(
        start,
        "A value is missing",
        "Values are 37.7, 2014-06-01, 'a text' (a quote in it doubled), true or false.");
  }

  private @Nullable Matcher next(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher;
  }

  private Matcher need(Pattern pattern, String what, String remedy) {
    skipSpace();
    Matcher matcher = next(pattern);
    if (matcher == null) {
      throw wrong(at, "Here should be " + what, remedy);
    }
    return matcher;
  }

  private boolean peek(String symbol) {
    skipSpace();
    return text.startsWith(symbol, at);
  }

  private boolean accept(String symbol) {
    boolean found = peek(symbol);
    at += found ? symbol.length() : 0;
    return found;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private InvalidPredicateException wrong(int where, String problem, String remedy) {
    int from = Math.max(0, where - 60);
    String excerpt = text.substring(from, Math.min(text.length(), where + 20));
    return new InvalidPredicateException(
        "%s, at character %d of the predicate:\n  %s\n  %s^\n%s"
            .formatted(
                problem, where + 1, excerpt.replace('\n', ' '), " ".repeat(where - from), remedy));
  }
}
