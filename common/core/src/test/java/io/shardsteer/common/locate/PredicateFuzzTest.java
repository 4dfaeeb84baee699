package io.shardsteer.common.locate;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Questions that somebody mistyped, or wrote to do harm. */
class PredicateFuzzTest {
  private static final List<byte[]> GOOD =
      Stream.of(
              "latitude in 37.7..37.8 and longitude in -122.5..-122.3",
              "city in ('San Jose', Oakland, 'O''Brien') and zip = 94107",
              "at >= 2014-06-01T08:00:00.25+02:00 and at < 2014-06-02",
              "\"odd name\" = -1.5e3 and address.geo.lat between -.5 and 2",
              "@key = 'c17' and @publish_time in 2014-06-01..2014-06-02 and @record_id == r1",
              "not (a = 1 or b != 2) and (c is null or d starts with 'x') and e not in (1, 2)",
              "items.0.sku = 'A-1' and paid = true and price > 10 and price <= 99.99")
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .toList();

  @Test
  void damagedQuestionsAreReadOrRefusedWithAReasonAndNothingElse() {
    Fuzz fuzz =
        new Fuzz()
            .run(
                random -> {
                  String text = new String(Fuzz.damaged(GOOD, random), StandardCharsets.UTF_8);
                  try {
                    var unused = Predicate.parse(text);
                    return true;
                  } catch (InvalidPredicateException refused) {
                    assertThat(refused.getMessage()).isNotBlank();
                    return false;
                  }
                });
    assertThat(fuzz.taken()).isPositive();
    assertThat(fuzz.refused()).isPositive();
  }

  @Test
  void questionsAsLongAsMayBeTakeNoMoreThanMoments() {
    for (String piece :
        List.of(
            "(",
            "'",
            "\"",
            "9",
            "a.",
            "-",
            "a=1 and ",
            "a=1 or ",
            "not ",
            "(a=1 or b=2) and ",
            "2014-06-01T",
            " ")) {
      String text = piece.repeat(100_000 / piece.length());
      for (String question : List.of(text, "a = " + text, "a in (" + text)) {
        try {
          assertThat(Predicate.parse(question).cases()).isNotEmpty();
        } catch (InvalidPredicateException refused) {
          assertThat(refused.getMessage()).isNotBlank();
        }
      }
    }
  }
}
