package io.shardsteer.trainer;

import io.shardsteer.common.config.ModelConfig;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.ShardsConfig;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.trainer.dataset.Dataset;
import io.shardsteer.trainer.evaluation.CandidateEvaluation;
import io.shardsteer.trainer.evaluation.Placement;
import io.shardsteer.trainer.ordering.Bisection;
import io.shardsteer.trainer.ordering.DrawnQueries;
import io.shardsteer.trainer.ordering.Grid;
import io.shardsteer.trainer.ordering.Ordering;
import io.shardsteer.trainer.ordering.QueryShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The position that each record should have: what a model is trained to predict.
 *
 * @param earlier one for each of the earlier records, in [0,1)
 * @param later likewise for the later ones
 * @param ordering the order that they come from; null for {@code labels: assigned}
 * @param fresh whether the order owes nothing to the present model's
 */
@SuppressWarnings("ArrayRecordComponent") // carried from method to method, never compared
record Labels(double[] earlier, double[] later, @Nullable Ordering ordering, boolean fresh) {
  /** Queries per declared template that decide where the order is divided. */
  private static final int QUERIES = 1_000;

  private static final int LEAST_CELLS = 1_024;

  /** Rows lie in the order, so finer cells spare reads as long as samples can tell them apart. */
  private static final int SAMPLES_OF_A_CELL = 2;

  static Labels of(
      CandidateEvaluation evaluation,
      PipelineConfig config,
      Optional<PresentModel> present,
      CandidateEvaluation.Routed routed,
      RoutingTable table) {
    return config.model().labels() == ModelConfig.Labels.ASSIGNED
        ? assigned(evaluation, table)
        : balanced(evaluation, config, present, routed, table);
  }

  /** The assigned shards as they are, whatever model assigned them. */
  private static Labels assigned(CandidateEvaluation evaluation, RoutingTable table) {
    return new Labels(
        assigned(evaluation.earlier(), table), assigned(evaluation.later(), table), null, true);
  }

  private static double[] assigned(Dataset rows, RoutingTable table) {
    int count = table.shards().size();
    return rows.samples().stream()
        .mapToDouble(sample -> (Math.max(0, table.shards().indexOf(sample.shard())) + 0.5) / count)
        .toArray();
  }

  private static Labels balanced(
      CandidateEvaluation evaluation,
      PipelineConfig config,
      Optional<PresentModel> present,
      CandidateEvaluation.Routed routed,
      RoutingTable table) {
    Dataset earlier = evaluation.earlier();
    var drawn =
        DrawnQueries.draw(earlier.queries(), earlier.points(), QUERIES, config.model().seed());
    Bisection bisection = bisection(earlier, drawn, config.shards());
    List<Labels> choices = new ArrayList<>();
    present
        .flatMap(model -> model.ordering(earlier.dimensions()))
        .ifPresent(
            ordering -> {
              choices.add(located(evaluation, bisection.refined(ordering), false));
            });
    choices.add(located(evaluation, bisection.fresh(), true));
    return choices.stream()
        .min(
            Comparator.comparingDouble(
                labels ->
                    evaluation
                        .transitionCost(
                            labels.order(evaluation).at(table.splitPoints().resolution()),
                            routed,
                            table.shards())
                        .expectedFanOut()))
        .orElseThrow();
  }

  /**
   * Shards that a query of each template would read in an order made for that template alone, by
   * template name; empty unless several are declared.
   */
  static Map<String, Double> leastFanOuts(
      CandidateEvaluation evaluation, PipelineConfig config, int resolution) {
    Dataset earlier = evaluation.earlier();
    Map<String, Double> least = new TreeMap<>();
    List<QueryShape> templates = evaluation.drawn().templates();
    if (templates.size() < 2) {
      return least;
    }
    var drawn =
        DrawnQueries.draw(earlier.queries(), earlier.points(), QUERIES, config.model().seed());
    for (int template = 0; template < templates.size(); template++) {
      Ordering alone = bisection(earlier, drawn.only(template), config.shards()).fresh();
      CandidateEvaluation.Order order =
          located(evaluation, alone, true).order(evaluation).at(resolution);
      least.put(templates.get(template).name(), evaluation.fanOut(order, template));
    }
    return least;
  }

  /** Divides the records by queries that are drawn from them. */
  static Bisection bisection(Dataset records, DrawnQueries drawn, ShardsConfig shards) {
    return new Bisection(
        records.dimensions(), records.points(), drawn, grid(shards, records.size()));
  }

  /** Where an order places the records. */
  static Labels located(CandidateEvaluation evaluation, Ordering ordering, boolean fresh) {
    return new Labels(
        ordering.locate(evaluation.earlier().points()),
        ordering.locate(evaluation.later().points()),
        ordering,
        fresh);
  }

  /** Divides an order where shards meet. */
  private static Grid grid(ShardsConfig shards, int samples) {
    int count = shards.targetShardCount();
    List<Double> borders = new ArrayList<>();
    double total =
        shards.weights().isEmpty()
            ? count
            : shards.weights().stream().mapToDouble(Double::doubleValue).sum();
    double border = 0;
    for (int i = 0; i + 1 < count; i++) {
      border += (shards.weights().isEmpty() ? 1 : shards.weights().get(i)) / total;
      borders.add(border);
    }
    int cells = Math.max(LEAST_CELLS, samples / SAMPLES_OF_A_CELL);
    return new Grid(Math.max(cells, 2 * count), borders);
  }

  /** Where records lie if every one lies where its label says. */
  CandidateEvaluation.Order order(CandidateEvaluation evaluation) {
    return new CandidateEvaluation.Order(
        Placement.of(earlier, evaluation.earlier()), Placement.of(later, evaluation.later()));
  }
}
