package io.shardsteer.deploy.replay.measure;

import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.config.QueryTemplate.Condition;
import io.shardsteer.common.feature.QueryDimensions;
import io.shardsteer.deploy.replay.method.Query;
import io.shardsteer.deploy.replay.method.ShardingMethod;
import io.shardsteer.deploy.replay.stream.Coordinates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Queries of one template, each drawn around a record of a window of the stream, with the numbers
 * of the window's records that answer them. Immutable.
 *
 * <p>An equality asks for the drawn record's value. A range with a declared width lies around its
 * value; a range without one holds the template's selectivity of the window's records, by rank.
 * Where a template consists of such ranges alone, they grow together until the box holds that
 * share, however the fields depend on each other.
 */
public final class AnsweredQueries {
  /** Queries times records of the window: bounds the time to answer them and the memory. */
  private static final long MOST_COMPARISONS = 500_000_000;

  private static final int MOST_QUERIES = 1_000;

  /** Queries for which a reader's way is gone: each looks at every table of its time. */
  private static final int MOST_READ = 200;

  private static final int SIZING_RECORDS = 5_000;
  private static final int SIZING_STEPS = 14;

  private final String template;
  private final double window;
  private final int from;
  private final List<Query> queries;
  private final List<int[]> answers;

  private AnsweredQueries(
      String template, double window, int from, List<Query> queries, List<int[]> answers) {
    this.template = template;
    this.window = window;
    this.from = from;
    this.queries = queries;
    this.answers = answers;
  }

  /**
   * Draws queries and answers them by looking at every record of the window.
   *
   * @param window the last share of the stream, in (0,1]
   */
  public static AnsweredQueries draw(
      QueryTemplate template,
      QueryDimensions dimensions,
      Coordinates coordinates,
      int records,
      double window,
      long seed) {
    int from = (int) Math.round(records * (1 - window));
    Space space = new Space(template, dimensions, coordinates, from, records);
    SplittableRandom random = new SplittableRandom(seed);
    long affordable = Math.max(50, MOST_COMPARISONS / Math.max(1, records - from));
    int wanted = (int) Math.min(MOST_QUERIES, affordable);
    List<Query> queries = new ArrayList<>();
    List<int[]> answers = new ArrayList<>();
    for (int tries = 0; answers.size() < wanted && tries < 20 * wanted; tries++) {
      int centre = from + random.nextInt(Math.max(1, records - from));
      if (records > from && space.isComplete(centre)) {
        Box box = space.boxAround(centre);
        queries.add(space.query(centre, box));
        answers.add(space.answer(box));
      }
    }
    return new AnsweredQueries(template.name(), window, from, queries, answers);
  }

  /** The template's name. */
  public String template() {
    return template;
  }

  /** Share of the stream, at its end, that is asked. */
  public double window() {
    return window;
  }

  /** The queries, as readers ask them. */
  public List<Query> queries() {
    return queries;
  }

  /** The numbers of the records that answer each query. */
  public List<int[]> answers() {
    return answers;
  }

  /** Mean answers of a query; NaN without queries. */
  public double meanAnswers() {
    return Quantiles.mean(answers.stream().mapToDouble(answer -> answer.length).toArray());
  }

  /** How many different shards hold the answers of each query. */
  double[] fanOuts(Assignments assignments) {
    BitSet met = new BitSet();
    return answers.stream()
        .mapToDouble(
            answer -> {
              met.clear();
              for (int record : answer) {
                met.set(assignments.shardOf(record));
              }
              return met.cardinality();
            })
        .toArray();
  }

  /**
   * What readers do with the first queries.
   *
   * @param shards how many each asks
   * @param missed how many hold answers and are not asked, of all
   */
  record Reads(List<Double> shards, int missed) {}

  /** Asks the first queries as a reader would. */
  Reads reads(Assignments assignments, ShardingMethod method) {
    List<Double> shards = new ArrayList<>();
    int missed = 0;
    BitSet asked = new BitSet();
    BitSet holding = new BitSet();
    for (int i = 0; i < Math.min(MOST_READ, queries.size()); i++) {
      asked.clear();
      method.ask(queries.get(i), from, asked);
      shards.add((double) asked.cardinality());
      holding.clear();
      for (int record : answers.get(i)) {
        holding.set(assignments.shardOf(record));
      }
      holding.andNot(asked);
      missed += holding.cardinality();
    }
    return new Reads(shards, missed);
  }

  /** Bounds on the template's dimensions, both inclusive. */
  private static final class Box {
    private final double[] low;
    private final double[] high;

    Box(int dimensions) {
      low = new double[dimensions];
      high = new double[dimensions];
    }
  }

  /** The window's records in the dimensions of the template. */
  private static final class Space {
    private final List<Condition> conditions;
    private final double[][] columns;
    private final double[][] sorted;
    private final int from;
    private final double target;

    Space(
        QueryTemplate template,
        QueryDimensions dimensions,
        Coordinates coordinates,
        int from,
        int to) {
      this.from = from;
      conditions = template.conditions();
      columns = new double[conditions.size()][];
      sorted = new double[conditions.size()][];
      List<String> fields =
          dimensions.dimensions().stream().map(QueryDimensions.Dimension::field).toList();
      double share = Double.NaN;
      boolean sizedByShareAlone = true;
      for (int c = 0; c < columns.length; c++) {
        Condition condition = conditions.get(c);
        columns[c] = coordinates.slice(fields.indexOf(condition.field()), from, to);
        sorted[c] = Arrays.stream(columns[c]).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (condition instanceof QueryTemplate.Range range && range.width() == 0) {
          share = range.selectivity();
        } else {
          sizedByShareAlone = false;
        }
      }
      target = sizedByShareAlone ? share : Double.NaN;
    }

    boolean isComplete(int record) {
      return Arrays.stream(columns).noneMatch(column -> Double.isNaN(column[record - from]));
    }

    Box boxAround(int record) {
      if (Double.isNaN(target)) {
        return box(record, 1);
      }
      double low = -12;
      double high = 12;
      for (int step = 0; step < SIZING_STEPS; step++) {
        double middle = (low + high) / 2;
        if (sampledShare(box(record, Math.pow(2, middle))) < target) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return box(record, Math.pow(2, (low + high) / 2));
    }

    Query query(int centre, Box box) {
      Map<String, Query.Bounds> bounds = new HashMap<>();
      for (int c = 0; c < columns.length; c++) {
        Condition condition = conditions.get(c);
        bounds.put(
            condition.field(),
            new Query.Bounds(box.low[c], box.high[c], condition instanceof QueryTemplate.Equal));
      }
      return new Query(centre, bounds);
    }

    private Box box(int record, double scale) {
      Box box = new Box(columns.length);
      for (int c = 0; c < columns.length; c++) {
        double value = columns[c][record - from];
        box.low[c] = value;
        box.high[c] = value;
        if (conditions.get(c) instanceof QueryTemplate.Range range) {
          if (range.width() > 0) {
            box.low[c] = value - range.width() / 2;
            box.high[c] = value + range.width() / 2;
          } else {
            int reach = (int) Math.min(sorted[c].length, share(range, scale) / 2);
            int rank = middleRank(sorted[c], value);
            box.low[c] = Math.min(value, sorted[c][Math.max(0, rank - reach)]);
            box.high[c] = Math.max(value, sorted[c][Math.min(sorted[c].length - 1, rank + reach)]);
          }
        }
      }
      return box;
    }

    private double share(QueryTemplate.Range range, double scale) {
      return range.selectivity() * scale * columns[0].length;
    }

    /** The middle of the ranks that hold the value. */
    private static int middleRank(double[] sorted, double value) {
      return (bound(sorted, value, false) + bound(sorted, value, true) - 1) / 2;
    }

    /** The first rank whose value is above, or not below, the given one. */
    private static int bound(double[] sorted, double value, boolean above) {
      int low = 0;
      int high = sorted.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (sorted[middle] < value || (above && sorted[middle] == value)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private double sampledShare(Box box) {
      int length = columns[0].length;
      int stride = Math.max(1, length / SIZING_RECORDS);
      int held = 0;
      int looked = 0;
      for (int i = 0; i < length; i += stride) {
        looked++;
        held += holds(box, i) ? 1 : 0;
      }
      return (double) held / looked;
    }

    int[] answer(Box box) {
      int length = columns.length == 0 ? 0 : columns[0].length;
      int[] found = new int[64];
      int count = 0;
      for (int i = 0; i < length; i++) {
        if (holds(box, i)) {
          if (count == found.length) {
            found = Arrays.copyOf(found, count * 2);
          }
          found[count++] = from + i;
        }
      }
      return Arrays.copyOf(found, count);
    }

    private boolean holds(Box box, int index) {
      for (int c = 0; c < columns.length; c++) {
        double value = columns[c][index];
        if (!(value >= box.low[c] && value <= box.high[c])) {
          return false;
        }
      }
      return true;
    }
  }
}
