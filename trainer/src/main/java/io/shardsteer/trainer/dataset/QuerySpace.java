package io.shardsteer.trainer.dataset;

import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.feature.QueryDimensions;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.trainer.ordering.QueryShape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The space in which an order is sought: one dimension for each queried field or, where no query is
 * declared, for each numeric feature. Immutable.
 *
 * <p>A field that is only asked for single values may lie in any order, so it takes the one that a
 * feature of it has: what the features can tell apart, a model can learn.
 */
final class QuerySpace {
  private static final int RAW = -1;

  private final List<String> names;
  private final List<QueryShape> shapes;
  private final QueryDimensions queried;
  private final int[] columns;

  private QuerySpace(
      List<String> names, List<QueryShape> shapes, QueryDimensions queried, int[] columns) {
    this.names = names;
    this.shapes = shapes;
    this.queried = queried;
    this.columns = columns;
  }

  static QuerySpace of(PipelineConfig config, FieldPaths paths, List<FeatureColumn> columns) {
    QueryDimensions queried = QueryDimensions.of(config.queries(), paths);
    if (queried.size() == 0) {
      return ofFeatures(queried, columns);
    }
    List<String> names =
        queried.dimensions().stream().map(QueryDimensions.Dimension::field).toList();
    List<QueryShape> shapes =
        config.queries().stream().map(template -> shape(template, names)).toList();
    int[] sources =
        queried.dimensions().stream()
            .mapToInt(
                dimension ->
                    dimension.categorical()
                        ? column(dimension.field(), config, columns).orElse(RAW)
                        : RAW)
            .toArray();
    return new QuerySpace(names, shapes, queried, sources);
  }

  private static QuerySpace ofFeatures(QueryDimensions none, List<FeatureColumn> columns) {
    int[] numeric =
        IntStream.range(0, columns.size()).filter(c -> !columns.get(c).isCategorical()).toArray();
    // Without numbers to spread over, the levels' indexes have to do.
    int[] chosen = numeric.length > 0 ? numeric : IntStream.range(0, columns.size()).toArray();
    List<String> names = IntStream.of(chosen).mapToObj(c -> columns.get(c).name()).toList();
    return new QuerySpace(names, List.of(QueryShape.box(names.size())), none, chosen);
  }

  /** The numeric column that tells most values of a field apart. */
  private static OptionalInt column(
      String field, PipelineConfig config, List<FeatureColumn> columns) {
    List<String> candidates = new ArrayList<>();
    for (FeatureSpec spec : config.featureExtractionPipeline()) {
      boolean isOfField = spec.fields().equals(List.of(field));
      if (isOfField && spec instanceof FeatureSpec.Numeric) {
        candidates.add(0, spec.name());
      } else if (isOfField && spec instanceof FeatureSpec.HashedKey) {
        candidates.add(spec.name());
      } else if (isOfField && spec instanceof FeatureSpec.Categorical) {
        candidates.add(FeatureColumn.hashOf(spec.name()));
      }
    }
    return candidates.stream()
        .flatMapToInt(
            name ->
                IntStream.range(0, columns.size()).filter(c -> columns.get(c).name().equals(name)))
        .findFirst();
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
    double[] point = new double[columns.length];
    if (queried.size() > 0) {
      queried.extract(values, point);
    }
    for (int i = 0; i < point.length; i++) {
      if (columns[i] != RAW) {
        point[i] = features[columns[i]];
      }
    }
    return point;
  }
}
