package io.shardsteer.common.pulsar;

/**
 * A topic holds a message that this version cannot read, or can no longer be followed for another
 * reason. Going on would mean to skip what it says, so whoever depends on it stops.
 */
public final class UnreadableTopicException extends RuntimeException {
  UnreadableTopicException(String message, Throwable cause) {
    super(message, cause);
  }
}
