package io.shardsteer.deploy.cli.demo;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.feature.QueryDimensions;
import io.shardsteer.common.locate.Condition;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.deploy.reader.Answer;
import io.shardsteer.deploy.reader.ShardReader;
import io.shardsteer.deploy.replay.measure.AnsweredQueries;
import io.shardsteer.deploy.replay.method.Query;
import io.shardsteer.deploy.replay.method.Query.Bounds;
import io.shardsteer.deploy.replay.stream.Coordinates;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Queries of the declared templates, drawn from the stored rows and answered by looking at all. */
final class BoxQueries {
  private static final long SEED = 20_140_101;

  /** Each looks at every table of its time. */
  private static final int MOST_READ = 200;

  private final List<StoredRows.StoredRow> rows;
  private final List<int[]> answers;
  private final List<Query> queries;
  private final Map<String, Integer> dimensions;
  private final long fromMillis;

  private BoxQueries(
      List<StoredRows.StoredRow> rows,
      List<int[]> answers,
      List<Query> queries,
      Map<String, Integer> dimensions,
      long fromMillis) {
    this.rows = rows;
    this.answers = answers;
    this.queries = queries;
    this.dimensions = dimensions;
    this.fromMillis = fromMillis;
  }

  /**
   * Draws up to 1,000 queries of each template.
   *
   * @param rows in the order of their publication
   * @param window share of the newest rows that is asked, in (0,1]
   */
  static BoxQueries draw(PipelineConfig config, List<StoredRows.StoredRow> rows, double window) {
    QueryDimensions dimensions = QueryDimensions.of(config.queries(), PipelineFields.of(config));
    Coordinates coordinates = new Coordinates(dimensions.size(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      coordinates.set(i, rows.get(i).point());
    }
    List<int[]> answers = new ArrayList<>();
    List<Query> queries = new ArrayList<>();
    for (QueryTemplate template : config.queries()) {
      AnsweredQueries drawn =
          AnsweredQueries.draw(template, dimensions, coordinates, rows.size(), window, SEED);
      answers.addAll(drawn.answers());
      queries.addAll(drawn.queries());
    }
    Map<String, Integer> byField = new HashMap<>();
    for (int i = 0; i < dimensions.size(); i++) {
      byField.put(dimensions.dimensions().get(i).field(), i);
    }
    int from = (int) Math.round(rows.size() * (1 - window));
    long fromMillis = from < rows.size() ? rows.get(from).publishMillis() : 0;
    return new BoxQueries(rows, answers, queries, byField, fromMillis);
  }

  int count() {
    return answers.size();
  }

  /**
   * Mean number of shards that a reader asks; NaN where a query asks for a value of its own, which
   * is not kept.
   */
  double meanRead(ShardReader reader) {
    boolean ofRangesAlone =
        queries.stream()
            .noneMatch(query -> query.bounds().values().stream().anyMatch(Bounds::equality));
    TimeRange times = new TimeRange(fromMillis, Long.MAX_VALUE);
    return !ofRangesAlone
        ? Double.NaN
        : queries.stream()
            .limit(MOST_READ)
            .mapToInt(query -> reader.locate(predicate(query), times).shards().size())
            .average()
            .orElse(Double.NaN);
  }

  /** Has a reader answer some of the queries in full. */
  void ask(ShardReader reader, int first, int count) {
    for (int i = 0; i < count && !queries.isEmpty(); i++) {
      Query query = queries.get((first + i) % Math.min(MOST_READ, queries.size()));
      try (Answer answer =
          reader.find(predicate(query), new TimeRange(fromMillis, Long.MAX_VALUE))) {
        answer.forEach(row -> {});
      }
    }
  }

  private Predicate predicate(Query query) {
    boolean[] texts = rows.get(query.centre()).texts();
    Predicate predicate = Predicate.EVERYTHING;
    for (Map.Entry<String, Bounds> bound : query.bounds().entrySet()) {
      var range = Condition.Range.between(bound.getValue().low(), bound.getValue().high());
      Integer dimension = dimensions.get(bound.getKey());
      boolean isText = dimension != null && texts[dimension];
      predicate =
          predicate.and(
              bound.getKey(), isText ? new Condition.Times(range) : new Condition.Numbers(range));
    }
    return predicate;
  }

  /** Mean number of shards that hold the answers of a query; NaN without queries. */
  double meanFanOut(ToIntFunction<StoredRows.StoredRow> shardOf) {
    BitSet met = new BitSet();
    return answers.stream()
        .mapToInt(
            answer -> {
              met.clear();
              for (int row : answer) {
                met.set(shardOf.applyAsInt(rows.get(row)));
              }
              return met.cardinality();
            })
        .average()
        .orElse(Double.NaN);
  }
}
