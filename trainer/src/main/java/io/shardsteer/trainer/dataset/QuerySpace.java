package io.shardsteer.trainer.dataset;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.feature.FieldPaths;
import io.shardsteer.common.feature.FieldValues;
import io.shardsteer.common.feature.QueryDimensions;
import io.shardsteer.trainer.ordering.QueryShape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The space in which an order is sought: one dimension for each queried field or, where no query is
 * declared, for each numeric feature. Immutable.
 */
final class QuerySpace {
  private final List<String> names;
  private final List<QueryShape> shapes;
  private final QueryDimensions queried;
  private final int[] numericColumns;

  private QuerySpace(
      List<String> names, List<QueryShape> shapes, QueryDimensions queried, int[] numericColumns) {
    this.names = names;
    this.shapes = shapes;
    this.queried = queried;
    this.numericColumns = numericColumns;
  }

  static QuerySpace of(PipelineConfig config, FieldPaths paths, List<FeatureColumn> columns) {
    QueryDimensions queried = QueryDimensions.of(config.queries(), paths);
    if (queried.size() > 0) {
      List<String> names =
          queried.dimensions().stream().map(QueryDimensions.Dimension::field).toList();
      List<QueryShape> shapes =
          config.queries().stream().map(template -> shape(template, names)).toList();
      return new QuerySpace(names, shapes, queried, new int[0]);
    }
    int[] numeric =
        IntStream.range(0, columns.size()).filter(c -> !columns.get(c).isCategorical()).toArray();
    if (numeric.length == 0) {
      // Without numbers to spread over, the levels' indexes have to do.
      numeric = IntStream.range(0, columns.size()).toArray();
    }
    List<String> names = IntStream.of(numeric).mapToObj(c -> columns.get(c).name()).toList();
    return new QuerySpace(names, List.of(QueryShape.box(names.size())), queried, numeric);
  }

  private static QueryShape shape(QueryTemplate template, List<String> names) {
    List<QueryShape.Part> parts = new ArrayList<>();
    for (QueryTemplate.Condition condition : template.conditions()) {
      int dimension = names.indexOf(condition.field());
      if (condition instanceof QueryTemplate.Range range) {
        parts.add(new QueryShape.Window(dimension, range.width(), range.selectivity()));
      } else {
        parts.add(new QueryShape.Value(dimension));
      }
    }
    return new QueryShape(template.name(), template.weight(), parts);
  }

  List<String> names() {
    return names;
  }

  List<QueryShape> shapes() {
    return shapes;
  }

  /** The coordinates of a record; NaN marks what is missing. */
  double[] point(FieldValues values, double[] features) {
    double[] point = new double[names.size()];
    if (numericColumns.length == 0) {
      queried.extract(values, point);
    } else {
      for (int i = 0; i < point.length; i++) {
        point[i] = features[numericColumns[i]];
      }
    }
    return point;
  }
}
