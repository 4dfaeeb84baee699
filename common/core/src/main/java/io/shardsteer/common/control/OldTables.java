package io.shardsteer.common.control;

import io.shardsteer.common.message.SegmentMessage;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.Segment;
import io.shardsteer.common.steering.Summaries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Has tables summarised that are old. */
final class OldTables {
  /** Most segments at once, so that decisions do not wait for long. */
  private static final int MOST_SEGMENTS = 20;

  /** Most tables that are withdrawn once more. */
  private static final long MOST_REPEATED = 10_000;

  private final PendingDecisions decisions;
  private boolean isFirst = true;

  OldTables(PendingDecisions decisions) {
    this.decisions = decisions;
  }

  /**
   * @param topic the history as it is on the routing topic
   */
  void summarise(RoutingHistory topic, Duration exactFor, long nowMillis) {
    if (isFirst) {
      isFirst = false;
      repeatLast(topic);
    }
    Summaries.due(topic, nowMillis, exactFor).stream()
        .limit(MOST_SEGMENTS)
        .forEach(segment -> decisions.summarise(segment, replacedKeys(topic, segment)));
  }

  /** A controller before may have ended while it withdrew tables. */
  private void repeatLast(RoutingHistory topic) {
    List<Segment> segments = topic.segments();
    if (!segments.isEmpty()) {
      Segment last = segments.get(segments.size() - 1);
      long from = Math.max(last.fromRevision(), last.toRevision() - MOST_REPEATED + 1);
      decisions.summarise(last, tableKeys(from, last.toRevision()));
    }
  }

  private static List<String> tableKeys(long fromRevision, long toRevision) {
    return LongStream.rangeClosed(fromRevision, toRevision).mapToObj(SegmentMessage::key).toList();
  }

  private static List<String> replacedKeys(RoutingHistory topic, Segment segment) {
    List<String> keys = new ArrayList<>();
    long exactFrom = segment.fromRevision();
    for (Segment known : topic.segments()) {
      if (segment.covers(known.fromRevision())) {
        exactFrom = known.toRevision() + 1;
        if (known.fromRevision() != segment.fromRevision()) {
          keys.add(SegmentMessage.key(known));
        }
      }
    }
    keys.addAll(tableKeys(exactFrom, segment.toRevision()));
    return keys;
  }
}
