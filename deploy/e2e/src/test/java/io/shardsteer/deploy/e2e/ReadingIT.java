package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.adapter.cassandra.CassandraShardRows;
import io.shardsteer.deploy.reader.Answer;
import io.shardsteer.deploy.reader.FoundRow;
import io.shardsteer.deploy.reader.Query;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
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
  private static final long SEED = Long.getLong("shardsteer.seed", System.nanoTime());

  @AutoClose private Pipeline pipeline;
  @AutoClose private BikeTrips.Reading reading;
  private TripQueries trips;

  @BeforeAll
  void fill(Servers servers) throws Exception {
    System.out.println("seed " + SEED);
    pipeline = Pipeline.deploy(servers, BikeTrips.pipeline("rides", SHARDS), 2);
    pipeline.startTrainer("trainer");
    long from =
        BikeTrips.first(BEFORE_MODEL + AFTER_MODEL)
            .fill(servers.client(), pipeline, BEFORE_MODEL, AFTER_MODEL);
    reading = BikeTrips.Reading.of(servers, pipeline);
    trips =
        TripQueries.of(
            CassandraShardRows.of(reading.session(), pipeline.config()), SHARDS, from, SEED);
    assertThat(trips.size()).isEqualTo(BEFORE_MODEL + AFTER_MODEL);
  }

  @Test
  void findsInFewShardsExactlyWhatAFullScanFinds() {
    double asked = ask(trips.boxes(QUESTIONS, 0.01));
    System.out.printf(Locale.ROOT, "boxes of 1 %% ask %.2f of %d shards%n", asked, SHARDS);
    assertThat(asked / SHARDS).isLessThanOrEqualTo(0.30);
    double equal = ask(trips.equalities(QUESTIONS));
    System.out.printf(Locale.ROOT, "equalities ask %.2f of %d shards%n", equal, SHARDS);
  }

  /** Mean number of shards that were asked. */
  private double ask(List<TripQueries.Question> questions) {
    long asked = 0;
    for (TripQueries.Question question : questions) {
      try (Answer answer = reading.reader().find(question.query())) {
        assertThat(answer.stream().map(FoundRow::recordId).collect(Collectors.toSet()))
            .as("%s", question.query())
            .isEqualTo(question.ids());
        asked += answer.report().shards().size();
      }
    }
    return (double) asked / questions.size();
  }

  @Test
  void findsWhatWasHashedBeforeThereWasAModel() {
    try (Answer answer = reading.reader().find(Query.where("trip_id > 0"))) {
      assertThat(answer.stream().map(FoundRow::recordId).distinct())
          .hasSize(BEFORE_MODEL + AFTER_MODEL);
    }
  }
}
