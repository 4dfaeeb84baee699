package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.BucketedRange;
import java.util.List;
import java.util.Map;

/** {@code kind: range}: the bucket that a number falls into. */
final class RangeKeys implements FeatureKind<BucketedRange> {
  @Override
  public Class<BucketedRange> type() {
    return BucketedRange.class;
  }

  @Override
  public BucketedRange read(ConfigSection section) {
    String field = FeatureKeys.field(section, "field");
    List<Double> edges = section.numbers("edges", List.of());
    int buckets = section.integer("quantiles", 0, 2, 256);
    if (edges.isEmpty() == (buckets == 0)) {
      section.problem(
          "edges",
          edges.isEmpty()
              ? "There is nothing that divides the range."
              : "Edges and quantiles exclude each other.",
          "Give either edges: [10, 100] or quantiles: 8.");
    }
    for (int i = 1; i < edges.size(); i++) {
      if (!(edges.get(i - 1) < edges.get(i))) {
        section.problem(
            "edges",
            "%s does not ascend: %s after %s.".formatted(edges, edges.get(i), edges.get(i - 1)),
            "Sort the edges and give each once.");
        break;
      }
    }
    return new BucketedRange(FeatureKeys.name(section, field + "_range"), field, edges, buckets);
  }

  @Override
  public void write(BucketedRange spec, Map<String, Object> to) {
    to.put("field", spec.field());
    if (spec.edges().isEmpty()) {
      to.put("quantiles", spec.buckets());
    } else {
      to.put("edges", spec.edges());
    }
  }
}
