package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.cassandra.CassandraShardRows;
import io.shardsteer.deploy.reader.Query;
import io.shardsteer.deploy.reader.ShardReader;
import java.util.function.UnaryOperator;
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
    BikeTrips.Filled filled =
        BikeTrips.first(BEFORE_MODEL + AFTER_MODEL)
            .fill(servers.client(), sharded, BEFORE_MODEL, AFTER_MODEL);
    whole = Pipeline.deploy(servers, BikeTrips.pipeline("ridesone", 1), 2);
    BikeTrips again = BikeTrips.first(BEFORE_MODEL + AFTER_MODEL);
    again.publish(servers.client(), whole, filled.beforeModel());
    long second = System.currentTimeMillis();
    again.publish(servers.client(), whole, filled.afterModel());
    whole.progress().awaitAllSoFar();
    shardedReading = BikeTrips.Reading.of(servers, sharded);
    wholeReading = BikeTrips.Reading.of(servers, whole);
    shardedTrips = read(shardedReading, sharded, SHARDS, filled.fromMillis());
    wholeTrips = read(wholeReading, whole, 1, second);
    assertThat(shardedTrips.size()).isEqualTo(filled.trips());
    assertThat(wholeTrips.size()).isEqualTo(filled.trips());
  }

  private static TripQueries read(
      BikeTrips.Reading reading, Pipeline pipeline, int shards, long from) throws Exception {
    return TripQueries.of(
        CassandraShardRows.of(reading.session(), pipeline.config()), shards, from, SEED);
  }

  @Test
  void asksFewShardsAndAnswersSooner() {
    var boxes = shardedTrips.boxes(QUESTIONS, 0.01);
    var equalities = shardedTrips.equalities(QUESTIONS);
    ShardReader reader = shardedReading.reader();
    ShardReader unsharded = wholeReading.reader();
    var inOneTable = wholeTrips.boxes(QUESTIONS, 0.01);
    shardedReading.awaitSettled();
    Reads.of("warming up", reader, boxes.subList(0, WARM_UP), Query::askedEverywhere);
    Reads.of("warming up", unsharded, inOneTable.subList(0, WARM_UP), UnaryOperator.identity());
    Reads located = Reads.of("boxes", reader, boxes, UnaryOperator.identity());
    Reads.of("boxes, all shards asked", reader, boxes, Query::askedEverywhere);
    Reads.of("boxes, one unsharded table", unsharded, inOneTable, UnaryOperator.identity());
    Reads.of("equalities", reader, equalities, UnaryOperator.identity());
    Reads.of("equalities, all shards asked", reader, equalities, Query::askedEverywhere);
    Reads.of(
        "equalities, one unsharded table",
        unsharded,
        wholeTrips.equalities(QUESTIONS),
        UnaryOperator.identity());
    assertThat(located.asked() / SHARDS).isLessThanOrEqualTo(0.15);
  }
}
