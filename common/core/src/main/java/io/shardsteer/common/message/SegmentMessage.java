package io.shardsteer.common.message;

import io.shardsteer.common.steering.Segment;

/**
 * What stands for old routing tables, from the controller to routers and readers. Published before
 * the tables, and the segments, that it stands for are withdrawn.
 */
public record SegmentMessage(Segment segment) implements RoutingMessage {
  /** Message key of a segment: one that begins with the same revision takes its place. */
  public static String key(Segment segment) {
    return "segment-" + segment.fromRevision();
  }

  /** Message key of a table. */
  public static String key(long revision) {
    return Long.toString(revision);
  }
}
