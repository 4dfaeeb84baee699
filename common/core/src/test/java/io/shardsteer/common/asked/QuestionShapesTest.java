package io.shardsteer.common.asked;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.message.AskedShape.Kind;
import io.shardsteer.common.message.AskedShape.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionShapesTest {
  private static List<List<Part>> shapes(String predicate) {
    return QuestionShapes.of(Predicate.parse(predicate), "id");
  }

  private static Part equal(String field) {
    return new Part(field, Kind.EQUAL, 0);
  }

  @Test
  void tellFieldsAndWidthsAndNoValues() {
    assertThat(shapes("price in 117.25..125.5 and city = 'San Jose'"))
        .containsExactly(List.of(equal("city"), new Part("price", Kind.RANGE, 8)));
    assertThat(shapes("city in (Oakland, Graz)")).containsExactly(List.of(equal("city")));
    assertThat(shapes("at in 2014-06-01..2014-06-02"))
        .containsExactly(List.of(new Part("at", Kind.TIME_RANGE, 1 << 16)));
    assertThat(shapes("@key = 'c-17'")).containsExactly(List.of(equal("id")));
  }

  @Test
  void joinTwoHalvesOfARange() {
    assertThat(shapes("price >= 3 and price < 7"))
        .isEqualTo(shapes("price in 100..104"))
        .containsExactly(List.of(new Part("price", Kind.RANGE, 4)));
    assertThat(shapes("price > 3")).containsExactly(List.of(new Part("price", Kind.RANGE, 0)));
  }

  @Test
  void tellEachCase() {
    assertThat(shapes("city = Graz or price in 1..2"))
        .containsExactly(List.of(equal("city")), List.of(new Part("price", Kind.RANGE, 1)));
    assertThat(shapes("")).containsExactly(List.of());
    assertThat(shapes("not city = Graz and name starts with 'A'")).containsExactly(List.of());
  }
}
