package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.steering.RoutingTable;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.pulsar.client.api.Message;
import org.jspecify.annotations.Nullable;

/**
 * What became of every record that was published: in its shard topic at least once, in the tables
 * exactly once, in the shard that the routing history says; or, if it is garbage, in the dead
 * letters and nowhere else. The sets hold numbers of records.
 */
final class Account {
  private final PastRouting past;
  private final Map<Long, Original> originals = new HashMap<>();
  private final SortedSet<Long> lost = new TreeSet<>();
  private final SortedSet<Long> doubled = new TreeSet<>();
  private final SortedSet<Long> misplaced = new TreeSet<>();
  private final SortedSet<Long> changed = new TreeSet<>();
  private final SortedSet<Long> astray = new TreeSet<>();
  private final SortedSet<Integer> models = new TreeSet<>();
  private final int published;
  private final int deliveries;
  private int late;

  /**
   * A record as it was published.
   *
   * @param message its message on the input topic
   * @param garbage what is wrong with it; null where it is a good one
   */
  private record Original(Message<byte[]> message, @Nullable Garbage garbage) {}

  /**
   * @param sent every acknowledged record, by number
   * @param held what the servers hold
   * @param past says where each record belongs
   */
  Account(Map<Long, Sent> sent, Held held, PastRouting past) {
    this.past = past;
    published = sent.size();
    deliveries = held.deliveries().size();
    for (Message<byte[]> message : held.input()) {
      Sent record = sent.get(Sent.number(message));
      if (record != null) {
        originals.put(record.number(), new Original(message, record.garbage()));
      }
    }
    lost.addAll(missing(originals.keySet(), sent.keySet()));
    checkDeliveries(held.deliveries());
    checkRows(held.rows());
    checkDeadLetters(held.deadLetters());
  }

  private void checkDeliveries(List<Delivery> deliveries) {
    Set<Long> delivered = new HashSet<>();
    for (Delivery delivery : deliveries) {
      long number = delivery.number();
      Original original = originals.get(number);
      if (original == null || original.garbage() != null) {
        astray.add(number);
        continue;
      }
      delivered.add(number);
      if (!Delivery.carries(delivery.message(), original.message())) {
        changed.add(number);
      }
      // A record that is delivered again after its row was moved goes to where the row is.
      if (past.shardOf(original.message()) != delivery.shard()
          && past.rowShardOf(original.message()) != delivery.shard()) {
        misplaced.add(number);
      }
      RoutingTable table = past.tableOf(original.message());
      models.add(table.model().version());
      late += table.revision() == delivery.revision() ? 0 : 1;
    }
    lost.addAll(missing(delivered, good()));
  }

  private void checkRows(List<Row> rows) {
    Set<Long> stored = new HashSet<>();
    for (Row row : rows) {
      Original original = originals.get(row.number());
      if (original == null || original.garbage() != null) {
        astray.add(row.number());
        continue;
      }
      if (!stored.add(row.number())) {
        doubled.add(row.number());
      }
      if (past.rowShardOf(original.message()) != row.shard()
          || Sent.publishMillis(original.message()) != row.publishMillis()) {
        misplaced.add(row.number());
      }
    }
    lost.addAll(missing(stored, good()));
  }

  private void checkDeadLetters(List<Message<byte[]>> deadLetters) {
    Set<Long> rejected = new HashSet<>();
    for (Message<byte[]> letter : deadLetters) {
      long number = Sent.number(letter);
      Original original = originals.get(number);
      if (original == null || original.garbage() == null) {
        astray.add(number);
        continue;
      }
      rejected.add(number);
      if (!Delivery.carries(letter, original.message())
          || !original.garbage().reason().equals(letter.getProperty("steer-reject-reason"))
          || letter.getProperty("steer-reject-message") == null) {
        changed.add(number);
      }
    }
    Set<Long> garbage = new HashSet<>(originals.keySet());
    garbage.removeAll(good());
    lost.addAll(missing(rejected, garbage));
  }

  private Set<Long> good() {
    return originals.entrySet().stream()
        .filter(record -> record.getValue().garbage() == null)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static Set<Long> missing(Set<Long> found, Set<Long> expected) {
    Set<Long> missing = new HashSet<>(expected);
    missing.removeAll(found);
    return missing;
  }

  int published() {
    return published;
  }

  /** How many of the published records are garbage. */
  int garbage() {
    return originals.size() - good().size();
  }

  /** Records that are missing from their shard topic, their table or the dead letters. */
  int lost() {
    return lost.size();
  }

  /** Records with more than one row. */
  int doubled() {
    return doubled.size();
  }

  /** Versions of the models that routed the records; 0 is hashing. */
  SortedSet<Integer> models() {
    return models;
  }

  /** Fails unless every record is where it belongs, once and unchanged. */
  void mustBeBalanced() {
    assertThat(published).as("published records").isPositive();
    assertThat(List.of(lost, doubled, misplaced, changed, astray))
        .as(toString())
        .allMatch(Collection::isEmpty);
  }

  @Override
  public String toString() {
    return """
        %d records published, %d of them garbage; %d messages in the shard topics, %d routed by an older table
          lost: %s
          more than one row: %s
          in another shard than the history says: %s
          changed on the way, or rejected without their reason: %s
          good ones among the dead letters, bad ones in a shard: %s"""
        .formatted(
            published,
            garbage(),
            deliveries,
            late,
            some(lost),
            some(doubled),
            some(misplaced),
            some(changed),
            some(astray));
  }

  private static String some(Set<Long> numbers) {
    return numbers.stream()
        .limit(20)
        .map(String::valueOf)
        .collect(Collectors.joining(" ", numbers.size() + " [", "]"));
  }
}
