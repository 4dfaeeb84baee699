package io.shardsteer.common.asked;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.message.AskedShape;
import io.shardsteer.common.message.AskedShape.Kind;
import io.shardsteer.common.message.AskedShape.Part;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LearnedQueriesTest {
  private static PipelineConfig config(String queries) {
    return PipelineConfigs.fromYaml(
        """
        pipeline: orders
        input_topic: orders
        key_field: id
        feature_extraction_pipeline: [{kind: numeric, field: price}, {kind: categorical, field: city}]
        %s
        """
            .formatted(queries),
        "orders.yaml");
  }

  private static AskedShape asked(long questions, Part... parts) {
    return new AskedShape(
        Arrays.asList(parts), questions, 10 * questions, 2 * questions, 20 * questions);
  }

  private static final Part PRICE = new Part("price", Kind.RANGE, 8);
  private static final Part CITY = new Part("city", Kind.EQUAL, 0);
  private static final Part COLOUR = new Part("colour", Kind.EQUAL, 0);

  @Test
  void makeTemplatesOfWhatSamplesCarry() {
    List<QueryTemplate> templates =
        LearnedQueries.of(
            config(""),
            List.of(
                asked(30, PRICE),
                asked(20, CITY, COLOUR),
                asked(7, CITY),
                asked(500, COLOUR),
                asked(500),
                asked(900, new Part("price", Kind.RANGE, 0))));
    assertThat(templates)
        .containsExactly(
            new QueryTemplate("city", 27, List.of(new QueryTemplate.Equal("city"))),
            new QueryTemplate("price range", 30, List.of(new QueryTemplate.Range("price", 8, 1))));
  }

  @Test
  void weighDeclaredQueriesAsAPrior() {
    PipelineConfig both =
        config(
            "queries: {declared: [{name: a, equal: [city], weight: 3}, {name: b, range: {price:"
                + " 1}}]}");
    assertThat(LearnedQueries.applied(both, List.of()).queries())
        .extracting(QueryTemplate::name, QueryTemplate::weight)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", 3.0),
            org.assertj.core.groups.Tuple.tuple("b", 1.0));
    assertThat(LearnedQueries.applied(both, List.of(asked(900, PRICE))).queries())
        .extracting(QueryTemplate::name, QueryTemplate::weight)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", 75.0),
            org.assertj.core.groups.Tuple.tuple("b", 25.0),
            org.assertj.core.groups.Tuple.tuple("price range", 900.0));
  }

  @Test
  void leaveDeclaredQueriesAloneWhereNothingIsLearned() {
    PipelineConfig declared = config("queries: [{name: a, equal: [city]}]");
    assertThat(LearnedQueries.applied(declared, List.of(asked(900, PRICE)))).isEqualTo(declared);
  }

  @Test
  void keepTheirOrderWhileWeightsChange() {
    PipelineConfig config = config("queries: learned");
    List<QueryTemplate> one = LearnedQueries.of(config, List.of(asked(30, PRICE), asked(9, CITY)));
    List<QueryTemplate> other =
        LearnedQueries.of(
            config, List.of(asked(90, CITY), asked(40, PRICE), asked(1, PRICE, CITY)));
    assertThat(other)
        .extracting(QueryTemplate::name)
        .as("what is hardly ever asked stays out")
        .isEqualTo(one.stream().map(QueryTemplate::name).toList());
  }

  @Test
  void areBounded() {
    ShapeTally tally = new ShapeTally();
    IntStream.range(0, 1_000).forEach(i -> tally.add(asked(1, new Part("f" + i, Kind.EQUAL, 0))));
    tally.add(List.of(asked(5, new Part("f0", Kind.EQUAL, 0)), asked(4, PRICE)));
    List<AskedShape> shapes = tally.shapes();
    assertThat(shapes).hasSizeLessThanOrEqualTo(201);
    assertThat(shapes.stream().mapToLong(AskedShape::questions).sum()).isEqualTo(1_009);
    assertThat(shapes.get(0)).isEqualTo(asked(804));
    assertThat(shapes.get(1)).isEqualTo(asked(6, new Part("f0", Kind.EQUAL, 0)));
  }
}
