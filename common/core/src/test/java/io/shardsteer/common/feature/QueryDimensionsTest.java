package io.shardsteer.common.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryDimensionsTest {
  private static final FieldPaths PATHS = FieldPaths.of(List.of("time", "bike", "city"));
  private static final List<QueryTemplate> QUERIES =
      List.of(
          new QueryTemplate("trace", 1, List.of(new QueryTemplate.Equal("bike"))),
          new QueryTemplate(
              "day",
              1,
              List.of(
                  new QueryTemplate.Equal("city"),
                  new QueryTemplate.Equal("time"),
                  new QueryTemplate.Range("time", 86_400, 0))));

  private final QueryDimensions dimensions = QueryDimensions.of(QUERIES, PATHS);

  @Test
  void aFieldIsCategoricalUnlessAQueryAsksForARangeOfIt() {
    assertThat(dimensions.dimensions())
        .containsExactly(
            new QueryDimensions.Dimension("bike", true),
            new QueryDimensions.Dimension("city", true),
            new QueryDimensions.Dimension("time", false));
  }

  @Test
  void makesEveryValueANumber() {
    assertThat(point("2014-01-01T00:00:01Z", 7, "SF"))
        .containsExactly(7, QueryDimensions.hash("SF"), 1388534401);
    assertThat(point("17.5", 7, "SF")[2]).isEqualTo(17.5);
    assertThat(point("soon", 7, "SF")[2]).isNaN();
    assertThat(QueryDimensions.hash("SF")).isBetween(0.0, 0x1p52).isNotEqualTo(hashOf("SJ"));
  }

  @Test
  void marksWhatIsMissing() {
    double[] point = new double[3];
    dimensions.extract(new FieldValues(PATHS), point);
    assertThat(point).containsOnly(Double.NaN);
  }

  private static double hashOf(String text) {
    return QueryDimensions.hash(text);
  }

  private double[] point(String time, double bike, String city) {
    var values = new FieldValues(PATHS);
    values.setText(0, time);
    values.setNumber(1, bike);
    values.setText(2, city);
    double[] point = new double[3];
    dimensions.extract(values, point);
    return point;
  }
}
