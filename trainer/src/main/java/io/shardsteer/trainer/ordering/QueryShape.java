package io.shardsteer.trainer.ordering;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A declared query over numbered dimensions.
 *
 * @param name for reports
 * @param weight how often it is asked, relative to the others; above 0
 * @param parts what it fixes; all must hold
 */
public record QueryShape(String name, double weight, List<Part> parts) {
  public QueryShape {
    parts = List.copyOf(parts);
    if (!(weight > 0) || parts.isEmpty()) {
      throw new IllegalArgumentException(
          "Query '%s' needs a weight above 0 and a condition, but has weight %s and %d conditions."
              .formatted(name, weight, parts.size()));
    }
  }

  /** A condition on one dimension. */
  public sealed interface Part {
    int dimension();
  }

  /** The dimension has the value of the record that the query is drawn from. */
  public record Value(int dimension) implements Part {}

  /**
   * The dimension lies around the value of the record that the query is drawn from.
   *
   * @param width in the dimension's unit; 0: as wide as holds the share
   * @param share in (0,1], where no width is given: share of the load in the window or, if all of a
   *     query's parts are such windows, in all of them together
   */
  public record Window(int dimension, double width, double share) implements Part {}

  /** One query without preference among dimensions: a box that holds 1 % of the load. */
  public static QueryShape box(int dimensions) {
    List<Part> parts =
        IntStream.range(0, dimensions)
            .<Part>mapToObj(dimension -> new Window(dimension, 0, 0.01))
            .toList();
    return new QueryShape("box", 1, parts);
  }

  /** Whether its windows grow together. */
  boolean grows() {
    return parts.stream().allMatch(part -> part instanceof Window window && window.width() == 0);
  }

  boolean fixes(int dimension) {
    return parts.stream().anyMatch(part -> part.dimension() == dimension);
  }

  boolean hasOnlyValues() {
    return parts.stream().allMatch(Value.class::isInstance);
  }
}
