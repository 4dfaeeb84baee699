package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.adapter.cassandra.CassandraShardRows;
import io.shardsteer.deploy.reader.Answer;
import io.shardsteer.deploy.reader.FoundRow;
import io.shardsteer.deploy.reader.Query;
import io.shardsteer.deploy.reader.ShardReader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Reads from 32 shards beside the same trips in one table: how many shards are asked, and how long
 * answers take where they are located, where all shards are asked, and where nothing is sharded.
 */
@OnServers
@Tag("faults")
final class ReadingAtScaleIT {
  private static final int SHARDS = 32;
  private static final int BEFORE_MODEL = 5_000;
  private static final int AFTER_MODEL = Integer.getInteger("shardsteer.trips", 20_000);
  private static final int QUESTIONS = Integer.getInteger("shardsteer.questions", 300);
  private static final int WARM_UP = 20;
  private static final long SEED = Long.getLong("shardsteer.seed", System.nanoTime());

  @AutoClose private Pipeline sharded;
  @AutoClose private Pipeline whole;
  @AutoClose private BikeTrips.Reading shardedReading;
  @AutoClose private BikeTrips.Reading wholeReading;
  private TripQueries shardedTrips;
  private TripQueries wholeTrips;

  @BeforeAll
  void fill(Servers servers) throws Exception {
    System.out.println("seed " + SEED);
    sharded = Pipeline.deploy(servers, BikeTrips.pipeline("ridesmany", SHARDS), 2);
    sharded.startTrainer("trainer");
    long from =
        BikeTrips.first(BEFORE_MODEL + AFTER_MODEL)
            .fill(servers.client(), sharded, BEFORE_MODEL, AFTER_MODEL);
    whole = Pipeline.deploy(servers, BikeTrips.pipeline("ridesone", 1), 2);
    BikeTrips again = BikeTrips.first(BEFORE_MODEL + AFTER_MODEL);
    again.publish(servers.client(), whole, BEFORE_MODEL);
    long second = System.currentTimeMillis();
    again.publish(servers.client(), whole, AFTER_MODEL);
    whole.progress().awaitAllSoFar();
    shardedReading = BikeTrips.Reading.of(servers, sharded);
    wholeReading = BikeTrips.Reading.of(servers, whole);
    shardedTrips = read(shardedReading, sharded, SHARDS, from);
    wholeTrips = read(wholeReading, whole, 1, second);
  }

  private static TripQueries read(
      BikeTrips.Reading reading, Pipeline pipeline, int shards, long from) throws Exception {
    TripQueries trips =
        TripQueries.of(
            CassandraShardRows.of(reading.session(), pipeline.config()), shards, from, SEED);
    assertThat(trips.size()).isEqualTo(BEFORE_MODEL + AFTER_MODEL);
    return trips;
  }

  /** What asking some questions took. */
  private record Measured(double shards, double p50, double p99) {}

  @Test
  void asksFewShardsAndAnswersSooner() {
    var boxes = shardedTrips.boxes(QUESTIONS, 0.01);
    var places = shardedTrips.equalities(QUESTIONS);
    ShardReader reader = shardedReading.reader();
    ask(reader, boxes.subList(0, WARM_UP), Query::askedEverywhere);
    Measured located = ask(reader, boxes, UnaryOperator.identity());
    print("boxes of 1 %, located", located);
    print("boxes of 1 %, all shards asked", ask(reader, boxes, Query::askedEverywhere));
    print(
        "boxes of 1 %, one unsharded table",
        ask(wholeReading.reader(), wholeTrips.boxes(QUESTIONS, 0.01), UnaryOperator.identity()));
    print("equalities, located", ask(reader, places, UnaryOperator.identity()));
    print("equalities, all shards asked", ask(reader, places, Query::askedEverywhere));
    print(
        "equalities, one unsharded table",
        ask(wholeReading.reader(), wholeTrips.equalities(QUESTIONS), UnaryOperator.identity()));
    assertThat(located.shards() / SHARDS).isLessThanOrEqualTo(0.15);
  }

  private static Measured ask(
      ShardReader reader, List<TripQueries.Question> questions, UnaryOperator<Query> way) {
    double[] millis = new double[questions.size()];
    long shards = 0;
    for (int i = 0; i < millis.length; i++) {
      TripQueries.Question question = questions.get(i);
      long startNanos = System.nanoTime();
      try (Answer answer = reader.find(way.apply(question.query()))) {
        Set<String> ids = answer.stream().map(FoundRow::recordId).collect(Collectors.toSet());
        millis[i] = (System.nanoTime() - startNanos) / 1e6;
        assertThat(ids).as("%s", question.query()).isEqualTo(question.ids());
        shards += answer.report().shards().size();
      }
    }
    Arrays.sort(millis);
    return new Measured(
        (double) shards / millis.length,
        millis[millis.length / 2],
        millis[millis.length * 99 / 100]);
  }

  private static void print(String what, Measured measured) {
    System.out.printf(
        Locale.ROOT,
        "%-36s %6.2f shards  p50 %8.1f ms  p99 %8.1f ms%n",
        what,
        measured.shards(),
        measured.p50(),
        measured.p99());
  }
}
