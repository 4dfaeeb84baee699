package io.shardsteer.deploy.cli.rejects;

import io.shardsteer.common.message.SteerProperties;
import io.shardsteer.common.pulsar.TopicFollower;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pulsar.client.api.Message;
import org.jspecify.annotations.Nullable;

/** A record that was rejected, with why and where it came from. */
public record DeadLetter(Message<byte[]> message) {
  private static final int SHOWN_BYTES = 80;
  private static final String UNKNOWN = "unknown";

  /**
   * @throws io.shardsteer.common.message.BadMessageException if a later version wrote its
   *     properties
   */
  public DeadLetter {
    SteerProperties.requireKnown(message.getProperty(SteerProperties.SCHEMA));
  }

  /** Where it lies among the dead letters; the same whoever reads it. */
  String id() {
    return message.getMessageId().toString();
  }

  public String reason() {
    return property(SteerProperties.REJECT_REASON);
  }

  public String why() {
    return property(SteerProperties.REJECT_MESSAGE);
  }

  /** The topic that it was read from, perhaps a partition. */
  public String sourceTopic() {
    return property(SteerProperties.SOURCE_TOPIC);
  }

  /** Where it lies on that topic. */
  public String sourceMessageId() {
    return property(SteerProperties.SOURCE_MESSAGE_ID);
  }

  /** Version of that topic's schema that it was written with; null where it had none. */
  @Nullable Long schemaVersion() {
    String version = message.getProperty(SteerProperties.SOURCE_SCHEMA_VERSION);
    return version == null ? null : Long.valueOf(version);
  }

  /** When its publisher sent it, epoch milliseconds; 0 where that is not known. */
  public long publishMillis() {
    String millis = message.getProperty(SteerProperties.PUBLISH_TIME);
    return millis == null ? 0 : Long.parseLong(millis);
  }

  /** The properties that its publisher gave it. */
  Map<String, String> originalProperties() {
    Map<String, String> original = new TreeMap<>(message.getProperties());
    original.keySet().removeIf(name -> name.startsWith(SteerProperties.PREFIX));
    return original;
  }

  /** Size of its value in bytes; 0 where it has none. */
  public int bytes() {
    return TopicFollower.payload(message).length;
  }

  /** Its first bytes on one line, whatever they are. */
  public String shownPayload() {
    byte[] payload = TopicFollower.payload(message);
    var shown = new StringBuilder();
    String text = new String(payload, StandardCharsets.ISO_8859_1);
    for (int i = 0; i < Math.min(text.length(), SHOWN_BYTES); i++) {
      char c = text.charAt(i);
      shown.append(c >= ' ' && c < 0x7f ? Character.toString(c) : "\\x%02x".formatted((int) c));
    }
    return text.length() > SHOWN_BYTES ? shown.append(" ...").toString() : shown.toString();
  }

  private String property(String name) {
    String value = message.getProperty(name);
    return value == null ? UNKNOWN : value;
  }
}
