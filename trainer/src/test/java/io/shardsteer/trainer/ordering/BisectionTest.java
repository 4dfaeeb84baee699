package io.shardsteer.trainer.ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BisectionTest {
  private static final List<String> XY = List.of("x", "y");
  private static final List<QueryShape> X_OR_Y = List.of(asks("x", 0), asks("y", 1));

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 8, 12, 32})
  void shardsOfEqualWidthHoldEqualLoad(int shards) {
    Points points = Clouds.square(1, 8_000);
    int[] shardOf = shards(order(points, X_OR_Y, shards).locate(points), shards);

    int[] sizes = new int[shards];
    for (int shard : shardOf) {
      sizes[shard]++;
    }
    assertThat(Arrays.stream(sizes).max().orElseThrow() * shards / 8_000.0).isLessThan(1.01);
  }

  @Test
  void aQueryThatFixesOneOfTwoEqualFieldsTouchesTheRootOfTheShards() {
    Points points =
        Clouds.of(2, 20_000, random -> new double[] {random.nextInt(64), random.nextInt(64)});
    var drawn = DrawnQueries.draw(X_OR_Y, points, 500, 1);
    int[] shardOf = shards(order(points, X_OR_Y, 16).locate(points), 16);

    assertThat(drawn.fanOut(shardOf, 16)).isBetween(4.0, 1.1 * 4);
  }

  @Test
  void dividesOnlyInTheDimensionThatQueriesFix() {
    Points points = Clouds.square(3, 4_000);
    Ordering order = order(points, List.of(asks("y", 1)), 8);

    assertThat(order.locate(new double[] {0.1, 0.5}))
        .isEqualTo(order.locate(new double[] {0.9, 0.5}));
  }

  @Test
  void aFieldThatFollowsFromAnotherDoesNotCostFanOut() {
    // y is the town of station x: queries by station do not name it, yet never straddle a town.
    Points points =
        Clouds.of(
            4,
            10_000,
            random -> {
              int station = random.nextInt(400);
              int town = station / 20;
              return new double[] {station * 7919 % 400, town};
            });
    var drawn = DrawnQueries.draw(X_OR_Y, points, 500, 1);
    int[] shardOf = shards(order(points, X_OR_Y, 8).locate(points), 8);

    assertThat(drawn.fanOut(shardOf, 8)).isLessThan(1.5);
  }

  @Test
  void aHeavyLevelKeepsACellOfItsOwnAsWideAsItIsHeavy() {
    Points points =
        Clouds.of(
            5,
            10_000,
            random -> new double[] {random.nextDouble() < 0.4 ? 0.5 : random.nextDouble()});
    var drawn = DrawnQueries.draw(List.of(asks("x", 0)), points, 500, 1);
    Ordering order = new Bisection(List.of("x"), points, drawn, Grid.of(1_024, 8)).fresh();

    double[] positions = order.locate(points);
    double heavy = order.locate(new double[] {0.5});
    assertThat(Arrays.stream(positions).filter(p -> p == heavy).count()).isBetween(3_900L, 4_100L);
    long inItsWidth = Arrays.stream(positions).filter(p -> Math.abs(p - heavy) < 0.19).count();
    assertThat(inItsWidth).isBetween(3_900L, 4_100L);
  }

  @Test
  void missingValuesLieTogether() {
    Points points =
        Clouds.of(
            6,
            10_000,
            random -> new double[] {random.nextInt(4) == 0 ? Double.NaN : random.nextDouble()});
    Ordering order = order(points, List.of(asks("x", 0)), List.of("x"), 8);

    assertThat(order.locate(new double[] {Double.NaN})).isCloseTo(0.125, within(0.02));
    assertThat(order.locate(new double[] {0.001})).isGreaterThan(0.24);
  }

  @Test
  void identicalPointsMakeOneCell() {
    Points points = Clouds.of(7, 1_000, random -> new double[] {1, 2});

    assertThat(order(points, X_OR_Y, 8).cells()).isEqualTo(1);
  }

  @Test
  void refiningWithTheSamePointsChangesNothing() {
    Points points = Clouds.square(8, 4_000);
    var drawn = DrawnQueries.draw(X_OR_Y, points, 500, 1);
    var bisection = new Bisection(XY, points, drawn, Grid.of(1_024, 8));
    Ordering fresh = bisection.fresh();

    assertThat(bisection.refined(fresh).locate(points)).isEqualTo(fresh.locate(points));
  }

  @Test
  void refiningKeepsEveryRecordBeforeThoseThatItPreceded() {
    Points before = Clouds.square(9, 8_000);
    Points after =
        Clouds.of(
            10,
            8_000,
            random -> new double[] {0.3 + random.nextDouble() / 4, random.nextDouble() / 2});
    Ordering earlier = order(before, X_OR_Y, 8);
    var drawn = DrawnQueries.draw(X_OR_Y, after, 500, 1);
    Ordering later = new Bisection(XY, after, drawn, Grid.of(1_024, 8)).refined(earlier);

    double[] formerly = earlier.locate(after);
    double[] now = later.locate(after);
    Integer[] inOrder = IntStream.range(0, now.length).boxed().toArray(Integer[]::new);
    Arrays.sort(inOrder, Comparator.comparingDouble(row -> now[row]));
    assertThat(Arrays.stream(inOrder).map(row -> formerly[row]).toList()).isSorted();
    assertThat(later.cells()).isGreaterThan(900);
    int[] sizes = new int[8];
    for (int shard : shards(now, 8)) {
      sizes[shard]++;
    }
    assertThat(Arrays.stream(sizes).max().orElseThrow()).isLessThan(1_020);
  }

  @Test
  void survivesTheTripThroughAManifest() {
    Points points =
        Clouds.of(
            11,
            4_000,
            random ->
                new double[] {
                  random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian(), random.nextInt(9)
                });
    Ordering order = order(points, X_OR_Y, 8);
    Ordering read = OrderingJson.fromJson(OrderingJson.toJson(order));

    assertThat(read.dimensions()).isEqualTo(XY);
    assertThat(read.locate(points)).isEqualTo(order.locate(points));
  }

  private static QueryShape asks(String name, int dimension) {
    return new QueryShape(name, 1, List.of(new QueryShape.Value(dimension)));
  }

  private static Ordering order(Points points, List<QueryShape> shapes, int shards) {
    return order(points, shapes, XY, shards);
  }

  private static Ordering order(
      Points points, List<QueryShape> shapes, List<String> names, int shards) {
    var drawn = DrawnQueries.draw(shapes, points, 500, 1);
    return new Bisection(names, points, drawn, Grid.of(1_024, shards)).fresh();
  }

  private static int[] shards(double[] positions, int count) {
    return Arrays.stream(positions).mapToInt(position -> (int) (position * count)).toArray();
  }
}
