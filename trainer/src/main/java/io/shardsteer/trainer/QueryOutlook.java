package io.shardsteer.trainer;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.config.QueryTemplate.Condition;
import io.shardsteer.common.message.Sample;
import io.shardsteer.trainer.dataset.Dataset;
import io.shardsteer.trainer.evaluation.CandidateEvaluation;
import io.shardsteer.trainer.ordering.DrawnQueries;
import io.shardsteer.trainer.ordering.Ordering;
import io.shardsteer.trainer.ordering.QueryShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an order could do for queries: for all of them together, and for each of them alone. It is
 * judged by newer samples than it is made of, as a candidate is.
 *
 * @param kinds one for each of the pipeline's queries, in their order
 */
public record QueryOutlook(List<Kind> kinds) {
  /** Queries drawn for each template. */
  private static final int QUERIES = 300;

  /** Alone a kind has to read this many times less for two kinds to be said to fight. */
  private static final double FIGHT = 1.5;

  /** Kinds that are asked less often than this are no reason for another pipeline. */
  private static final double LEAST_SHARE = 0.05;

  public QueryOutlook {
    kinds = List.copyOf(kinds);
  }

  /**
   * One kind of query.
   *
   * @param share of what is asked, by weight
   * @param together shards that it would read of an order made for all kinds
   * @param alone shards that it would read of an order made for it alone
   */
  public record Kind(QueryTemplate template, double share, double together, double alone) {
    private Set<String> fields() {
      return template.conditions().stream().map(Condition::field).collect(Collectors.toSet());
    }

    private boolean isFought() {
      return share >= LEAST_SHARE && together >= FIGHT * alone && together >= alone + 1;
    }
  }

  /** Two kinds without a common field, each of which costs the other. */
  public record Conflict(Kind first, Kind second) {}

  /**
   * Looks at what orders could do.
   *
   * @param samples at least a few hundred, in any order
   * @param config with the queries in question, at least one
   */
  public static QueryOutlook of(List<Sample> samples, PipelineConfig config) {
    Dataset dataset = Dataset.of(Dataset.usable(samples, config), config);
    double holdout = config.training().holdout();
    Dataset earlier = dataset.earlier(holdout);
    Dataset later = dataset.later(holdout);
    List<QueryShape> shapes = dataset.queries();
    Ordering together = order(earlier, shapes, config);
    double weights = shapes.stream().mapToDouble(QueryShape::weight).sum();
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      List<QueryShape> one = List.of(shapes.get(i));
      var drawn = DrawnQueries.draw(one, later.points(), QUERIES, config.model().seed());
      var judged = new CandidateEvaluation(earlier, later, drawn, config.shards());
      kinds.add(
          new Kind(
              config.queries().get(i),
              shapes.get(i).weight() / weights,
              fanOut(together, judged),
              fanOut(order(earlier, one, config), judged)));
    }
    return new QueryOutlook(kinds);
  }

  private static Ordering order(Dataset earlier, List<QueryShape> shapes, PipelineConfig config) {
    var drawn = DrawnQueries.draw(shapes, earlier.points(), QUERIES, config.model().seed());
    return Labels.bisection(earlier, drawn, config.shards()).fresh();
  }

  private static double fanOut(Ordering ordering, CandidateEvaluation judged) {
    return judged.fanOut(Labels.located(judged, ordering, true).order(judged));
  }

  /** The kinds that fight each other, those that are asked most first. */
  public List<Conflict> conflicts() {
    List<Conflict> conflicts = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      for (int j = i + 1; j < kinds.size(); j++) {
        Kind first = kinds.get(i);
        Kind second = kinds.get(j);
        boolean unrelated = first.fields().stream().noneMatch(second.fields()::contains);
        if (unrelated && first.isFought() && second.isFought()) {
          conflicts.add(
              first.share() >= second.share()
                  ? new Conflict(first, second)
                  : new Conflict(second, first));
        }
      }
    }
    return conflicts;
  }
}
