package io.shardsteer.common.pulsar;

/**
 * A place in a topic.
 *
 * @param ledgerId by the number that BookKeeper gives
 * @param entryId of the entry within it
 */
public record TopicPosition(long ledgerId, long entryId) implements Comparable<TopicPosition> {
  /** As Pulsar's statistics write it: {@code 17:3}, perhaps with more behind another colon. */
  public static TopicPosition of(String text) {
    String[] parts = text.split(":", 3);
    return new TopicPosition(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }

  @Override
  public int compareTo(TopicPosition other) {
    return ledgerId == other.ledgerId
        ? Long.compare(entryId, other.entryId)
        : Long.compare(ledgerId, other.ledgerId);
  }
}
