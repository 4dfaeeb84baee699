package io.shardsteer.common.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.formats.JsonRecordDecoder;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredicateTest {
  private static boolean matches(String predicate, String json) {
    Predicate parsed = Predicate.parse(predicate);
    FieldPaths paths = FieldPaths.of(parsed.fields());
    FieldValues values = new FieldValues(paths);
    assertThat(new JsonRecordDecoder(paths).decode(json.getBytes(StandardCharsets.UTF_8), values))
        .isNull();
    return parsed.filter(paths).matches("k", 0, "id", values);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a in 1..2                      | {\"a\":2}                  | true",
        "a in 1..2                      | {\"a\":2.001}              | false",
        "a in 1..                       | {\"a\":1e9}                | true",
        "a in ..2 and b = 1             | {\"a\":-5,\"b\":1}         | true",
        "a in ..2 and b = 1             | {\"a\":-5,\"b\":2}         | false",
        "a between -1.5 and 2           | {\"a\":0}                  | true",
        "a > 1                          | {\"a\":1}                  | false",
        "a >= 1                         | {\"a\":1}                  | true",
        "a < 0                          | {\"a\":-0.0}               | false",
        "a >= 0                         | {\"a\":-0.0}               | true",
        "a > 0                          | {\"a\":\"1\"}              | false",
        "a > 0                          | {\"a\":true}               | false",
        "a > 0                          | {\"a\":null}               | false",
        "a > 0                          | {}                         | false",
        "zip = 94107                    | {\"zip\":\"94107\"}        | true",
        "zip = '94107'                  | {\"zip\":94107}            | true",
        "zip = 94107                    | {\"zip\":94108}            | false",
        "paid = true                    | {\"paid\":true}            | true",
        "paid = true                    | {\"paid\":\"true\"}        | true",
        "city in ('San Jose', Oakland)  | {\"city\":\"Oakland\"}     | true",
        "city in ('San Jose', Oakland)  | {\"city\":\"Graz\"}        | false",
        "city = 'O''Brien'              | {\"city\":\"O'Brien\"}     | true",
        "address.zip = 5                | {\"address\":{\"zip\":5}}  | true",
        "\"odd name\" = 5               | {\"odd name\":5}           | true",
        "\"log.level\" = info           | {\"log.level\":\"info\"}   | true",
        "\"log.level\" = info           | {\"log\":{\"level\":\"info\"}} | false",
        "log.level = info               | {\"log\":{\"level\":\"info\"}} | true",
        "labels.\"app.io/name\".x = 1    | {\"labels\":{\"app.io/name\":{\"x\":1}}} | true",
        "$type = 'a'                    | {\"$type\":\"a\"}        | true",
        "$properties.x = 'a'            | {\"$properties\":{\"x\":\"a\"}} | false",
        "\"$properties\".x = 'a'        | {\"$properties\":{\"x\":\"a\"}} | true",
        "at >= 2014-06-01               | {\"at\":\"2014-06-01 00:00\"} | true",
        "at >= 2014-06-01               | {\"at\":\"2014-05-31 23:59\"} | false",
        "at in 2014-06-01..2014-06-02   | {\"at\":1401600000000}     | true",
        "at >= 2014-06-01T08:00Z        | {\"at\":\"2014-06-01T09:00+02:00\"} | false",
        "at = 2014-06-01T08:00          | {\"at\":\"2014-06-01 08:00:00\"} | true",
        "at >= 2014-06-01               | {\"at\":\"soon\"}          | false",
        "id = 9007199254740993          | {\"id\":9007199254740993} | true",
        "id = 9007199254740993          | {\"id\":9007199254740992} | false",
        "id = 9007199254740992          | {\"id\":9007199254740993} | false",
        "id != 9007199254740993         | {\"id\":9007199254740992} | true",
        "id > 9007199254740992          | {\"id\":9007199254740993} | true",
        "id >= 9007199254740993         | {\"id\":9007199254740992} | false",
        "id < 9007199254740993          | {\"id\":9007199254740992} | true",
        "id in 9007199254740993..       | {\"id\":9007199254740992} | false",
        "id = 18446744073709551615      | {\"id\":18446744073709551615} | true",
        "id = 18446744073709551615      | {\"id\":18446744073709551614} | false",
        "p = 0.10                       | {\"p\":0.1}              | true",
        "p = 0.1                        | {\"p\":0.1000000000000000000001} | false",
        "p > 0.1                        | {\"p\":0.1000000000000000000001} | true",
        "p <= 0.1                       | {\"p\":0.1000000000000000000001} | false",
        "p = 1e2                        | {\"p\":100.0}            | true",
        "p = 0                          | {\"p\":-0.0}             | true",
        "v = 01                         | {\"v\":1}                | false",
        "v = 01                         | {\"v\":\"01\"}           | true",
        "v = 1                          | {\"v\":1.0}              | true",
        "a = 1 or b = 2                 | {\"b\":2}                | true",
        "a = 1 or b = 2                 | {\"a\":2,\"b\":1}        | false",
        "a = 1 and (b = 2 or c = 3)     | {\"a\":1,\"c\":3}        | true",
        "a = 1 and (b = 2 or c = 3)     | {\"a\":1,\"c\":4}        | false",
        "a = 1 or b = 2 and c = 3       | {\"a\":1}                | true",
        "(a = 1 or b = 2) and c = 3     | {\"a\":1}                | false",
        "not a = 1                      | {\"a\":2}                | true",
        "not a = 1                      | {}                       | false",
        "not a > 1                      | {\"a\":\"x\"}            | true",
        "not (a = 1 and b = 2)          | {\"a\":1,\"b\":3}        | true",
        "not (a = 1 or b = 2)           | {\"a\":3,\"b\":3}        | true",
        "not (a = 1 or b = 2)           | {\"a\":3}                | false",
        "not not a = 1                  | {\"a\":1}                | true",
        "city != Oakland                | {\"city\":\"Graz\"}       | true",
        "city <> Oakland                | {\"city\":null}          | false",
        "city not in (Oakland, Graz)    | {\"city\":\"Linz\"}       | true",
        "a not between 1 and 2          | {\"a\":3}                | true",
        "a is null                      | {}                       | true",
        "a is null                      | {\"a\":null}             | true",
        "a is null                      | {\"a\":0}                | false",
        "a is not null                  | {\"a\":0}                | true",
        "not a is null                  | {\"a\":0}                | true",
        "not a is not null              | {}                       | true",
        "city starts with 'San '        | {\"city\":\"San Jose\"}   | true",
        "city starts with San           | {\"city\":\"Graz\"}       | false",
        "city not starts with San       | {\"city\":\"Graz\"}       | true",
        "a in 1.. or b in ..2           | {\"b\":2}                | true",
        "(a in 1..)                     | {\"a\":2}                | true",
        "@key = k and (a = 1 or @record_id != id) | {\"a\":1}      | true",
        "@key = k and (a = 1 or @record_id != id) | {\"a\":2}      | false",
      })
  void matchesWhatItSays(String predicate, String json, boolean expected) {
    assertThat(matches(predicate, json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a                   | 2  | Here should be a comparison",
        "a = 1 b = 2         | 7  | Here should be 'and'",
        "a in 37.7.37.8      | 10 | Here should be '..'",
        "a in 2..1           | 6  | The range ends before it begins",
        "a in 1..'x'         | 9  | 'x' is neither a number nor a time",
        "a in 1..2014-06-01  | 9  | A range is of numbers or of times",
        "a in 2014-13-01..   | 6  | '2014-13-01' is no time",
        "a in ('x'           | 10 | The list does not end",
        "a in (2014-06-01)   | 7  | A list has no times",
        "a =                 | 4  | A value is missing",
        "a > x               | 5  | 'x' is neither",
        "@shard = 1          | 1  | '@shard' is nothing that a row has",
        "@key > 1            | 1  | @key is an identifier",
        "@publish_time = 'x' | 1  | @publish_time is a time",
        "= 1                 | 1  | Here should be a field",
        "a in ..             | 8  | A range has at least one end",
        "(a = 1              | 7  | The parenthesis does not end",
        "a = 1 or            | 9  | Here should be a field",
        "a is                | 3  | Here should be a comparison",
        "@key is null        | 1  | @key is an identifier",
        "a > 1e999           | 5  | '1e999' is too large",
        "a > 1e-99999999999  | 5  | has an exponent beyond that of any number",
        "a in 0..1e-20000    | 9  | has an exponent beyond that of any number",
      })
  void saysWhatIsWrongAndWhere(String predicate, int character, String problem) {
    assertThatThrownBy(() -> Predicate.parse(predicate))
        .isInstanceOf(InvalidPredicateException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining("at character %d of the predicate", character);
  }

  @Test
  void pointsAtTheProblem() {
    assertThatThrownBy(() -> Predicate.parse("latitude in 37.7..37.8 and city ? 'x'"))
        .hasMessage(
            """
            Here should be a comparison, at character 33 of the predicate:
              latitude in 37.7..37.8 and city ? 'x'
                                              ^
            Compare by =, !=, <, <=, >, >=, in 1..2, in ('a', 'b'), between 1 and 2, starts with 'a', is null or is not null.""");
  }

  @Test
  void whateverIsTypedGivesAPredicateOrAnErrorThatSaysWhy() {
    long seed = Long.getLong("shardsteer.seed", System.nanoTime());
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<String> pieces =
        List.of(
            "a",
            " ",
            "in",
            "..",
            "1",
            "and",
            "or",
            "not ",
            "is null",
            "starts with",
            "'",
            "(",
            ")",
            ",",
            "@key",
            "=",
            "<",
            "2014-06-01",
            "-",
            "\"",
            "between",
            "é",
            "9e9",
            "\n",
            ">=",
            "T08:00");
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int piece = random.nextInt(9); piece >= 0; piece--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      try {
        assertThat(Predicate.parse(text.toString())).isNotNull();
      } catch (InvalidPredicateException e) {
        assertThat(e).hasMessageContaining("of the predicate");
      }
    }
  }
}
