package io.shardsteer.trainer.ordering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Concrete queries drawn from the data, each with the rows that answer it: what declared queries
 * will ask is taken to be distributed as the records are. Immutable, thread-safe.
 *
 * <p>Queries that fix values only are taken once per combination of values, weighted by its load;
 * the others are drawn at random by load. The weights of a shape's queries add up to its weight.
 */
public final class DrawnQueries {
  /** Answers kept per query; more would not change where it straddles. */
  private static final int MAX_ANSWERS = 2_000;

  private final List<QueryShape> shapes;
  private final int[] shapeOf;
  private final double[] weights;
  private final int[][] answers;

  private DrawnQueries(List<QueryShape> shapes, List<Query> queries) {
    this.shapes = List.copyOf(shapes);
    this.shapeOf = queries.stream().mapToInt(Query::shape).toArray();
    this.weights = queries.stream().mapToDouble(Query::weight).toArray();
    this.answers = queries.stream().map(Query::answers).toArray(int[][]::new);
  }

  /**
   * Draws queries.
   *
   * @param perShape how many random queries a shape with a window gets
   * @param seed same seed, same queries
   */
  public static DrawnQueries draw(List<QueryShape> shapes, Points points, int perShape, long seed) {
    List<Query> queries = new ArrayList<>();
    for (int shape = 0; shape < shapes.size(); shape++) {
      if (shapes.get(shape).hasOnlyValues()) {
        queries.addAll(everyCombination(shape, shapes.get(shape), points));
      } else {
        var random = new SplittableRandom(seed + shape);
        queries.addAll(atRandom(shape, shapes.get(shape), points, perShape, random));
      }
    }
    return new DrawnQueries(shapes, queries);
  }

  /** Those of one shape alone, numbered like the shapes. */
  public DrawnQueries only(int shape) {
    return new DrawnQueries(
        shapes,
        IntStream.range(0, size())
            .filter(query -> shapeOf[query] == shape)
            .mapToObj(query -> new Query(shape, weights[query], answers[query]))
            .toList());
  }

  /** What the queries are drawn for: one for each declared template. */
  public List<QueryShape> templates() {
    return shapes;
  }

  public int size() {
    return answers.length;
  }

  List<QueryShape> shapes() {
    return shapes;
  }

  int shape(int query) {
    return shapeOf[query];
  }

  double weight(int query) {
    return weights[query];
  }

  /** The rows that answer a query, ascending; not to be written to. */
  int[] answers(int query) {
    return answers[query];
  }

  /**
   * Shards that hold the answers of a query, weighted mean over all queries.
   *
   * @param shards shard of each row, 0..count-1
   * @return 1..count; NaN if there is no query
   */
  public double fanOut(int[] shards, int count) {
    return fanOut(shards, shards, count);
  }

  /**
   * The same where half of the answers were placed in one way and half in another, so that a query
   * reads the shards of both.
   *
   * @param before shard of each row, 0..count-1
   * @param after likewise
   */
  public double fanOut(int[] before, int[] after, int count) {
    int[] seenBy = new int[count];
    Arrays.fill(seenBy, -1);
    double sum = 0;
    double total = 0;
    for (int query = 0; query < answers.length; query++) {
      int touched = 0;
      for (int row : answers[query]) {
        touched += isNew(before[row], query, seenBy) + isNew(after[row], query, seenBy);
      }
      sum += weights[query] * touched;
      total += weights[query];
    }
    return sum / total;
  }

  /** 1 if a query meets a shard for the first time, else 0. */
  private static int isNew(int shard, int query, int[] seenBy) {
    if (seenBy[shard] == query) {
      return 0;
    }
    seenBy[shard] = query;
    return 1;
  }

  private static List<Query> everyCombination(int shape, QueryShape of, Points points) {
    Map<List<Double>, List<Integer>> rowsOf = new HashMap<>();
    double total = 0;
    for (int row = 0; row < points.size(); row++) {
      if (isComplete(of, points, row)) {
        int complete = row;
        List<Double> values =
            of.parts().stream().map(part -> points.value(complete, part.dimension())).toList();
        rowsOf.computeIfAbsent(values, any -> new ArrayList<>()).add(row);
        total += points.load(row);
      }
    }
    List<Query> queries = new ArrayList<>();
    for (List<Integer> rows : rowsOf.values()) {
      double load = rows.stream().mapToDouble(points::load).sum();
      int[] answers = rows.stream().mapToInt(Integer::intValue).toArray();
      queries.add(new Query(shape, of.weight() * load / total, thinned(answers)));
    }
    // A hash map's order is no order: the first answer makes it the same every time.
    queries.sort(java.util.Comparator.comparingInt(query -> query.answers()[0]));
    return queries;
  }

  private static List<Query> atRandom(
      int shape, QueryShape of, Points points, int count, SplittableRandom random) {
    var boxes = new QueryBoxes(points, of);
    List<Query> queries = new ArrayList<>();
    for (int centre : drawRows(of, points, count, random)) {
      int[] answers = boxes.answersAround(centre);
      queries.add(new Query(shape, of.weight() / count, thinned(answers)));
    }
    return queries;
  }

  private static int[] drawRows(QueryShape of, Points points, int count, SplittableRandom random) {
    int[] complete =
        IntStream.range(0, points.size()).filter(row -> isComplete(of, points, row)).toArray();
    if (complete.length == 0) {
      return complete;
    }
    double[] loadUpTo = new double[complete.length];
    double load = 0;
    for (int i = 0; i < complete.length; i++) {
      load += points.load(complete[i]);
      loadUpTo[i] = load;
    }
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      int found = Arrays.binarySearch(loadUpTo, random.nextDouble() * load);
      drawn[i] = complete[Math.min(found < 0 ? -found - 1 : found, complete.length - 1)];
    }
    return drawn;
  }

  private static boolean isComplete(QueryShape shape, Points points, int row) {
    for (QueryShape.Part part : shape.parts()) {
      if (points.value(row, part.dimension()) == Points.MISSING) {
        return false;
      }
    }
    return true;
  }

  private static int[] thinned(int[] answers) {
    if (answers.length <= MAX_ANSWERS) {
      return answers;
    }
    int[] thinned = new int[MAX_ANSWERS];
    Arrays.setAll(thinned, i -> answers[(int) ((long) i * answers.length / MAX_ANSWERS)]);
    return thinned;
  }

  @SuppressWarnings("ArrayRecordComponent") // carried from method to method, never compared
  private record Query(int shape, double weight, int[] answers) {}
}
