package io.shardsteer.deploy.replay.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.config.QueryTemplate.Equal;
import io.shardsteer.common.config.QueryTemplate.Range;
import io.shardsteer.common.feature.QueryDimensions;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.deploy.replay.method.Query;
import io.shardsteer.deploy.replay.method.ShardingMethod;
import io.shardsteer.deploy.replay.stream.Coordinates;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AnsweredQueriesTest {
  private static final int RECORDS = 20_000;
  private static final FieldPaths PATHS = new FieldPaths(List.of("x", "y"));

  private static Coordinates square(long seed, double missing) {
    SplittableRandom random = new SplittableRandom(seed);
    Coordinates coordinates = new Coordinates(2, RECORDS);
    for (int record = 0; record < RECORDS; record++) {
      double x = random.nextDouble() < missing ? Double.NaN : random.nextInt(100);
      coordinates.set(record, new double[] {x, random.nextDouble()});
    }
    return coordinates;
  }

  /** Readers ask three shards, whatever they look for. */
  private static final class AsksThree implements ShardingMethod {
    @Override
    public int route(int record) {
      return 0;
    }

    @Override
    public int locate(int record) {
      return 0;
    }

    @Override
    public void ask(Query query, int from, BitSet shards) {
      shards.set(0, 3);
    }
  }

  private static AnsweredQueries draw(Coordinates coordinates, double window, QueryTemplate query) {
    QueryDimensions dimensions =
        QueryDimensions.of(
            List.of(
                new QueryTemplate(
                    "all", 1, List.of(new Range("x", 0, .01), new Range("y", 0, .01)))),
            PATHS);
    return AnsweredQueries.draw(query, dimensions, coordinates, RECORDS, window, 5);
  }

  @Test
  void sizesBoxesToTheSelectivity() {
    QueryTemplate box =
        new QueryTemplate("box", 1, List.of(new Range("x", 0, .01), new Range("y", 0, .01)));
    AnsweredQueries queries = draw(square(1, 0), 0.25, box);
    assertThat(queries.answers()).hasSize(1_000);
    assertThat(queries.meanAnswers()).isCloseTo(0.01 * RECORDS / 4, within(15.0));
  }

  @Test
  void answersEqualitiesWithExactlyTheRecordsOfTheWindow() {
    Coordinates coordinates = square(2, 0.3);
    AnsweredQueries queries =
        draw(coordinates, 0.05, new QueryTemplate("x", 1, List.of(new Equal("x"))));
    for (int[] answer : queries.answers()) {
      double value = coordinates.at(answer[0], 0);
      Set<Integer> expected = new HashSet<>();
      for (int record = RECORDS * 95 / 100; record < RECORDS; record++) {
        if (coordinates.at(record, 0) == value) {
          expected.add(record);
        }
      }
      assertThat(new HashSet<>(Arrays.stream(answer).boxed().toList())).isEqualTo(expected);
    }
  }

  @Test
  void takesDeclaredWidthsAsTheyAre() {
    Coordinates coordinates = square(3, 0);
    AnsweredQueries queries =
        draw(coordinates, 1, new QueryTemplate("wide", 1, List.of(new Range("y", 0.2, 1))));
    assertThat(queries.meanAnswers()).isBetween(0.17 * RECORDS, 0.2 * RECORDS);
  }

  @Test
  void countsTheShardsThatHoldAnswers() {
    Coordinates coordinates = square(4, 0);
    AnsweredQueries queries =
        draw(coordinates, 0.25, new QueryTemplate("x", 1, List.of(new Equal("x"))));
    Assignments assignments = new Assignments(RECORDS);
    for (int record = 0; record < RECORDS; record++) {
      assignments.set(record, (int) coordinates.at(record, 0) % 4 + record % 2 * 4);
    }
    FanOut fanOut = FanOut.of(queries, assignments, new AsksThree());
    assertThat(fanOut.held()).isEqualTo(2);
    assertThat(fanOut.heldP95()).isEqualTo(2);
    assertThat(fanOut.read()).isEqualTo(3);
    assertThat(fanOut.readP95()).isEqualTo(3);
    assertThat(fanOut.queries()).isEqualTo(1_000);
  }

  @Test
  void drawsNothingWhereEveryValueIsMissing() {
    AnsweredQueries queries =
        draw(square(5, 1), 0.25, new QueryTemplate("x", 1, List.of(new Equal("x"))));
    assertThat(queries.answers()).isEmpty();
    assertThat(FanOut.of(queries, new Assignments(RECORDS), new AsksThree()).held()).isNaN();
  }
}
