package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.cassandra.CassandraShardRows;
import io.shardsteer.deploy.reader.Answer;
import io.shardsteer.deploy.reader.FoundRow;
import io.shardsteer.deploy.reader.Query;
import io.shardsteer.deploy.reader.ShardReader;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What was steered is found again, all of it, in few shards. */
@OnServers
@Tag("faults")
final class ReadingIT {
  private static final int SHARDS = 8;
  private static final int BEFORE_MODEL = 3_000;
  private static final int AFTER_MODEL = 5_000;
  private static final int QUESTIONS = 1_000;
  private static final int FRESH = 100;
  private static final long SEED = Long.getLong("shardsteer.seed", System.nanoTime());

  @AutoClose private Pipeline pipeline;
  @AutoClose private BikeTrips.Reading reading;
  private BikeTrips.Filled filled;
  private TripQueries trips;

  @BeforeAll
  void fill(Servers servers) throws Exception {
    System.out.println("seed " + SEED);
    pipeline = Pipeline.deploy(servers, BikeTrips.pipeline("rides", SHARDS), 2);
    pipeline.startTrainer("trainer");
    filled =
        BikeTrips.first(BEFORE_MODEL + AFTER_MODEL)
            .fill(servers.client(), pipeline, BEFORE_MODEL, AFTER_MODEL);
    reading = BikeTrips.Reading.of(servers, pipeline);
    trips =
        TripQueries.of(
            CassandraShardRows.of(reading.session(), pipeline.config()),
            SHARDS,
            filled.fromMillis(),
            SEED);
    assertThat(trips.size()).isEqualTo(filled.trips());
  }

  @Test
  void findsInFewShardsExactlyWhatAFullScanFinds() {
    ShardReader reader = reading.reader();
    var boxes = trips.boxes(QUESTIONS, 0.01);
    Reads.of("boxes, within a minute", reader, boxes.subList(0, FRESH), UnaryOperator.identity());
    reading.awaitSettled();
    Reads located = Reads.of("boxes", reader, boxes, UnaryOperator.identity());
    Reads.of("boxes, all shards asked", reader, boxes.subList(0, FRESH), Query::askedEverywhere);
    Reads.of("equalities", reader, trips.equalities(QUESTIONS), UnaryOperator.identity());
    assertThat(located.asked() / SHARDS).isLessThanOrEqualTo(0.30);
  }

  @Test
  void findsWhatWasHashedBeforeThereWasAModel() {
    try (Answer answer = reading.reader().find(Query.where("trip_id > 0"))) {
      assertThat(answer.stream().map(FoundRow::recordId).distinct()).hasSize(filled.trips());
    }
  }
}
