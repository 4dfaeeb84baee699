package io.shardsteer.deploy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardsteer.common.cassandra.CassandraShardRows;
import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.StoredRow;
import io.shardsteer.deploy.reader.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * All trips of a pipeline's tables, read without the reader, and questions whose answers are known
 * by looking at every one of them.
 */
final class TripQueries {
  /**
   * A stored trip.
   *
   * @param shard shard of the table that holds it
   */
  record Trip(String id, int shard, long publishMillis, double latitude, double longitude) {}

  /**
   * A question and its answer.
   *
   * @param ids of all trips that match
   * @param holding how many shards hold them: what nobody can do with less
   */
  record Question(Query query, Set<String> ids, int holding) {
    static Question of(Query query, List<Trip> matches) {
      return new Question(
          query,
          matches.stream().map(Trip::id).collect(Collectors.toSet()),
          (int) matches.stream().mapToInt(Trip::shard).distinct().count());
    }
  }

  private final List<Trip> trips;
  private final long fromMillis;
  private final SplittableRandom random;

  private TripQueries(List<Trip> trips, long fromMillis, long seed) {
    this.trips = trips;
    this.fromMillis = fromMillis;
    random = new SplittableRandom(seed);
  }

  /** Reads every table from beginning to end. */
  static TripQueries of(CassandraShardRows rows, int shards, long fromMillis, long seed)
      throws IOException {
    JsonMapper json = JsonMapper.builder().build();
    List<Trip> trips = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      RowPage page = rows.scan(shard, null).toCompletableFuture().join();
      while (true) {
        for (StoredRow stored : page.rows()) {
          ShardRow row = stored.row();
          JsonNode trip = json.readTree(row.payload());
          trips.add(
              new Trip(
                  row.recordId(),
                  shard,
                  row.publishMillis(),
                  trip.get("start_lat").asDouble(),
                  trip.get("start_lon").asDouble()));
        }
        if (page.isLast()) {
          break;
        }
        page = rows.scan(shard, page.next()).toCompletableFuture().join();
      }
    }
    return new TripQueries(trips, fromMillis, seed);
  }

  /** The number of trips. */
  int size() {
    return trips.size();
  }

  /** The number of different trips. */
  long different() {
    return trips.stream().map(Trip::id).distinct().count();
  }

  private List<Trip> recent() {
    return trips.stream().filter(trip -> trip.publishMillis() >= fromMillis).toList();
  }

  /** Boxes around trips, each as large as it takes to hold a share of the recent ones. */
  List<Question> boxes(int count, double share) {
    List<Trip> recent = recent();
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Trip centre = recent.get(random.nextInt(recent.size()));
      List<Trip> nearest =
          recent.stream()
              .sorted(Comparator.comparingDouble(trip -> distance(centre, trip)))
              .limit((long) Math.ceil(share * recent.size()))
              .toList();
      double radius = distance(centre, nearest.get(nearest.size() - 1)) + 1e-9;
      String predicate =
          String.format(
              Locale.ROOT,
              "start_lat in %.9f..%.9f and start_lon in %.9f..%.9f",
              centre.latitude() - radius,
              centre.latitude() + radius,
              centre.longitude() - radius,
              centre.longitude() + radius);
      questions.add(
          Question.of(
              recentWhere(predicate),
              recent.stream()
                  .filter(
                      trip ->
                          Math.abs(trip.latitude() - centre.latitude()) <= radius
                              && Math.abs(trip.longitude() - centre.longitude()) <= radius)
                  .toList()));
    }
    return questions;
  }

  private static double distance(Trip one, Trip other) {
    return Math.max(
        Math.abs(one.latitude() - other.latitude()), Math.abs(one.longitude() - other.longitude()));
  }

  /** In turn for all trips from one place and for one trip by its key. */
  List<Question> equalities(int count) {
    List<Trip> recent = recent();
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Trip one = recent.get(random.nextInt(recent.size()));
      questions.add(
          i % 2 == 0
              ? Question.of(
                  recentWhere(
                      "start_lat = %s and start_lon = %s"
                          .formatted(one.latitude(), one.longitude())),
                  recent.stream()
                      .filter(
                          trip ->
                              trip.latitude() == one.latitude()
                                  && trip.longitude() == one.longitude())
                      .toList())
              : Question.of(recentWhere("@key = '%s'".formatted(one.id())), List.of(one)));
    }
    return questions;
  }

  private Query recentWhere(String predicate) {
    return Query.where(predicate)
        .during(new io.shardsteer.common.locate.TimeRange(fromMillis, Long.MAX_VALUE));
  }
}
