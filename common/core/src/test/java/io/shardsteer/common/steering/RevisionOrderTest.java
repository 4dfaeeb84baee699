package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A topic as Pulsar compacts it, read at random moments while tables are summarised. */
class RevisionOrderTest {
  private static final long HOUR = 60 * Streams.MINUTE;

  /**
   * @param table or a segment; neither: the key is withdrawn
   */
  private record Message(
      String key, @Nullable RoutingTable table, @Nullable Segment segment, long publishedMillis) {}

  private final long seed = Long.getLong("shardsteer.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<Message> topic = new ArrayList<>();
  private final FollowedHistory live = followed();

  private static FollowedHistory followed() {
    return new FollowedHistory(
        RoutingTable.initial(4),
        obstacle -> {
          throw new AssertionError(obstacle);
        });
  }

  /** What a compaction up to a message has left of the topic, and what came after. */
  private List<Message> compacted(int horizon) {
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < horizon; i++) {
      last.put(topic.get(i).key(), i);
    }
    List<Message> left = new ArrayList<>();
    for (int i = 0; i < topic.size(); i++) {
      Message message = topic.get(i);
      boolean isKept = last.getOrDefault(message.key(), -1) == i;
      boolean isWithdrawn = message.table() == null && message.segment() == null;
      if (i >= horizon || (isKept && !isWithdrawn)) {
        left.add(message);
      }
    }
    return left;
  }

  private static void read(List<Message> messages, RevisionOrder order) {
    for (Message message : messages) {
      if (message.table() != null) {
        order.table(message.table(), message.publishedMillis());
      } else if (message.segment() != null) {
        order.segment(message.segment());
      }
    }
  }

  private void publish(Message message, RevisionOrder order) {
    topic.add(message);
    read(List.of(message), order);
    if (random.nextInt(40) == 0) {
      FollowedHistory starting = followed();
      RevisionOrder itsOrder = new RevisionOrder(starting);
      read(compacted(random.nextInt(topic.size() + 1)), itsOrder);
      itsOrder.requireComplete();
      assertSame(starting.now(), live.now());
    }
  }

  private void assertSame(RoutingHistory started, RoutingHistory followed) {
    assertThat(started.latest()).isEqualTo(followed.latest());
    assertThat(started.segments()).isEqualTo(followed.segments());
    assertThat(started.exactFromMillis()).isEqualTo(followed.exactFromMillis());
    for (int i = 0; i < 20; i++) {
      long time = random.nextLong(followed.latest().effectiveFromMillis() + 10);
      assertThat(started.at(time)).isEqualTo(followed.at(time));
    }
  }

  @Test
  void whoeverStartsSeesWhatAFollowerSees() {
    System.out.println("seed " + seed);
    RevisionOrder order = new RevisionOrder(live);
    List<RoutingTable> tables = Streams.tables(random, 800, 400 * HOUR);
    for (RoutingTable table : tables) {
      long now = table.effectiveFromMillis();
      publish(new Message("" + table.revision(), table, null, now), order);
      if (random.nextInt(10) == 0) {
        for (Segment segment : Summaries.due(live.now(), now, Duration.ofHours(20))) {
          RoutingHistory before = live.now();
          publish(new Message("s" + segment.fromRevision(), null, segment, now), order);
          for (Segment old : before.segments()) {
            if (segment.covers(old.fromRevision())
                && old.fromRevision() != segment.fromRevision()) {
              publish(new Message("s" + old.fromRevision(), null, null, now), order);
            }
          }
          for (RoutingTable old : before.tables()) {
            if (segment.covers(old.revision())) {
              publish(new Message("" + old.revision(), null, null, now), order);
            }
          }
        }
      }
    }
    assertThat(live.now().segments()).hasSizeGreaterThan(3);
    assertThat(compacted(topic.size()).size()).isLessThan(400);
  }

  @Test
  void aGapIsFoundWhenNothingMoreComes() {
    RevisionOrder order = new RevisionOrder(live);
    List<RoutingTable> tables = Streams.tables(random, 10, HOUR);
    for (RoutingTable table : tables) {
      if (table.revision() != 5) {
        order.table(table, table.effectiveFromMillis());
      }
    }
    assertThat(order.isWaiting()).isTrue();
    assertThatThrownBy(order::requireComplete)
        .isInstanceOf(BrokenHistoryException.class)
        .hasMessageContaining("goes on with revision 6 after revision 4");
    order.table(tables.get(5), tables.get(5).effectiveFromMillis());
    assertThat(order.isWaiting()).isFalse();
    assertThat(live.now().latest().revision()).isEqualTo(9);
  }
}
