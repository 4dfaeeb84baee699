package io.shardsteer.deploy.cli.init;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.formats.TopicSchema;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.deploy.cli.query.RecordTrees;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.InputSchema;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;

/** A sample of what a topic holds; no subscription is left there. */
final class TopicSample {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final int PATIENCE_SECONDS = 10;

  private final PulsarAdmin admin;
  private final String topic;
  private final RecordTrees trees;
  private final Map<Long, Optional<TopicSchema>> schemas = new HashMap<>();
  private long keyed;
  private long unread;

  private TopicSample(PulsarAdmin admin, String topic) {
    this.admin = admin;
    this.topic = topic;
    trees =
        new RecordTrees(
            new InputConfig(topic, InputConfig.Format.JSON, "", "", ""), row -> Optional.empty());
  }

  /**
   * Reads the topic from its beginning to its present end, for a minute at most.
   *
   * @param most how many records are kept at most
   * @throws CommandException if the topic cannot be read
   */
  static Sample of(Cluster cluster, String topic, int most) {
    try (PulsarClient client = cluster.client();
        PulsarAdmin admin = cluster.admin()) {
      return new TopicSample(admin, topic).read(client, most);
    } catch (PulsarClientException | PulsarAdminException e) {
      throw new CommandException(
          "Topic %s cannot be read: %s\n%s"
              .formatted(
                  topic,
                  PulsarFailures.reason(e),
                  PulsarFailures.remedy(e, "Check its name: persistent://tenant/namespace/topic")),
          e);
    }
  }

  private Sample read(PulsarClient client, int most)
      throws PulsarClientException, PulsarAdminException {
    Thinned<JsonNode> kept = new Thinned<>(most);
    long end = System.nanoTime() + LONGEST.toNanos();
    boolean all = true;
    try (Reader<byte[]> reader =
        client
            .newReader(Schema.BYTES)
            .topic(topic)
            .startMessageId(MessageId.earliest)
            .subscriptionRolePrefix("steer-init")
            .create()) {
      while (reader.hasMessageAvailable()) {
        if (System.nanoTime() > end) {
          all = false;
          break;
        }
        Message<byte[]> message = reader.readNext(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
          break;
        }
        keyed += message.hasKey() ? 1 : 0;
        Optional<JsonNode> record = record(message);
        record.ifPresentOrElse(kept::add, () -> unread++);
      }
    } catch (java.io.IOException e) {
      throw new PulsarClientException(e);
    }
    return new Sample(topic, kept.kept(), kept.seen(), keyed, topic, remarks(all));
  }

  private List<String> remarks(boolean all) {
    List<String> remarks = new java.util.ArrayList<>();
    if (unread > 0) {
      remarks.add(
          "%,d messages cannot be read as records and are left out; without a schema on the topic JSON is expected."
              .formatted(unread));
    }
    if (!all) {
      remarks.add(
          "The topic is longer: what came in the last part of it was not read (a minute is over).");
    }
    return remarks;
  }

  private Optional<JsonNode> record(Message<byte[]> message) throws PulsarAdminException {
    byte[] version = message.getSchemaVersion();
    Optional<TopicSchema> schema =
        version == null || version.length != Long.BYTES
            ? Optional.of(TopicSchema.NONE)
            : schema(ByteBuffer.wrap(version).getLong());
    byte[] key = message.hasKey() ? message.getKeyBytes() : null;
    return schema.flatMap(it -> trees.of(it, key, message.getValue())).filter(JsonNode::isObject);
  }

  private Optional<TopicSchema> schema(long version) throws PulsarAdminException {
    Optional<TopicSchema> known = schemas.get(version);
    if (known == null) {
      known = ask(version);
      schemas.put(version, known);
    }
    return known;
  }

  private Optional<TopicSchema> ask(long version) throws PulsarAdminException {
    try {
      return Optional.of(InputSchema.of(admin.schemas().getSchemaInfo(topic, version)));
    } catch (PulsarAdminException.NotFoundException none) {
      return Optional.empty();
    }
  }
}
