package io.shardsteer.deploy.cli.rejects;

import io.shardsteer.common.adapter.pulsar.RawSchema;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.feature.FieldPaths;
import io.shardsteer.common.feature.PipelineFields;
import io.shardsteer.common.feature.Rejection;
import io.shardsteer.common.format.RecordDecoder;
import io.shardsteer.common.format.RecordDecoders;
import io.shardsteer.common.format.TopicSchema;
import io.shardsteer.common.message.SteerProperties;
import io.shardsteer.common.routing.RecordReader;
import io.shardsteer.deploy.cli.rollout.CommandException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.apache.pulsar.common.schema.SchemaInfo;

/**
 * Sends dead letters to the input topic again, as their publisher sent them. A durable subscription
 * remembers which were sent, so that no later call sends them again; what is left out stays. A call
 * that is killed between a batch and its acknowledgement leaves up to one batch to be sent twice.
 */
public final class Replay {
  /** Remembers what was sent. */
  public static final String SUBSCRIPTION = "steer-replay";

  private static final int BATCH = 100;
  private static final int QUIET_SECONDS = 3;

  private final PulsarClient client;
  private final PulsarAdmin admin;
  private final PipelineConfig config;
  private final String deadLetters;
  private final RecordDecoders decoders;
  private final RecordReader reader;
  private final Map<String, Optional<SchemaInfo>> schemas = new HashMap<>();
  private final Map<String, RecordDecoder> decoderBySchema = new HashMap<>();
  private final SortedMap<String, Long> leftOut = new TreeMap<>();

  /**
   * What is sent.
   *
   * @param reason only letters with this reason; empty: any
   * @param limit most letters that are sent
   * @param unmended whether letters are sent too that would only be rejected again
   */
  public record Selection(Optional<String> reason, long limit, boolean unmended) {
    boolean names(DeadLetter letter) {
      return reason.isEmpty() || reason.get().equalsIgnoreCase(letter.reason());
    }
  }

  /**
   * What came of it.
   *
   * @param sent letters sent
   * @param leftOut letters that would be rejected again, by why
   */
  public record Outcome(long sent, SortedMap<String, Long> leftOut) {}

  public Replay(PulsarClient client, PulsarAdmin admin, PipelineConfig config, String deadLetters) {
    this.client = client;
    this.admin = admin;
    this.config = config;
    this.deadLetters = deadLetters;
    FieldPaths paths = PipelineFields.of(config);
    decoders = new RecordDecoders(config.input(), paths);
    reader = new RecordReader(config, paths);
  }

  /**
   * Sends the selected letters that are there now and were not sent before.
   *
   * @throws CommandException if a topic cannot be used; what was sent until then is remembered
   */
  public Outcome send(Selection selection) {
    try (Consumer<byte[]> consumer =
            client
                .newConsumer(Schema.BYTES)
                .topic(deadLetters)
                .subscriptionName(SUBSCRIPTION)
                .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
                .isAckReceiptEnabled(true)
                .subscribe();
        Producer<byte[]> producer =
            client
                .newProducer(Schema.BYTES)
                .topic(config.input().topic())
                .enableBatching(false)
                .enableChunking(true)
                .blockIfQueueFull(true)
                .create()) {
      return send(selection, consumer, producer);
    } catch (PulsarClientException e) {
      throw new CommandException(
          "Dead letters of %s cannot be sent to %s: %s\nWhat was sent is remembered; run it again. Another replay may be running."
              .formatted(deadLetters, config.input().topic(), e.getMessage()),
          e);
    }
  }

  /** What is rejected again while this runs comes after the end and is left for another call. */
  private Outcome send(Selection selection, Consumer<byte[]> consumer, Producer<byte[]> producer)
      throws PulsarClientException {
    MessageId end = consumer.getLastMessageIds().get(0);
    long sent = 0;
    List<MessageId> batch = new ArrayList<>();
    List<CompletableFuture<MessageId>> sending = new ArrayList<>();
    while (sent < selection.limit()) {
      Message<byte[]> message = consumer.receive(QUIET_SECONDS, TimeUnit.SECONDS);
      if (message == null || message.getMessageId().compareTo(end) > 0) {
        break;
      }
      DeadLetter letter = new DeadLetter(message);
      if (selection.names(letter) && (selection.unmended() || isMended(letter))) {
        sending.add(copy(letter, producer).sendAsync());
        batch.add(message.getMessageId());
        sent++;
      }
      if (batch.size() == BATCH) {
        settle(consumer, batch, sending);
      }
      if (message.getMessageId().compareTo(end) == 0) {
        break;
      }
    }
    settle(consumer, batch, sending);
    return new Outcome(sent, new TreeMap<>(leftOut));
  }

  /** Remembers letters once all of them are durable on the input topic. */
  private static void settle(
      Consumer<byte[]> consumer, List<MessageId> batch, List<CompletableFuture<MessageId>> sending)
      throws PulsarClientException {
    try {
      CompletableFuture.allOf(sending.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw PulsarClientException.unwrap(e.getCause() == null ? e : e.getCause());
    }
    if (!batch.isEmpty()) {
      consumer.acknowledge(batch);
    }
    batch.clear();
    sending.clear();
  }

  /** Whether the pipeline as it is configured now could read the record. */
  private boolean isMended(DeadLetter letter) {
    Message<byte[]> message = letter.message();
    Rejection rejection =
        reader.read(
            decoder(letter),
            message.getValue() == null ? null : message.getData(),
            message.hasKey() ? message.getKey() : null,
            message.hasBase64EncodedKey() ? message.getKeyBytes() : null,
            letter.sourceMessageId());
    if (rejection != null) {
      leftOut.merge(rejection.reason() + ": " + rejection.message(), 1L, Long::sum);
    }
    return rejection == null;
  }

  private RecordDecoder decoder(DeadLetter letter) {
    String name = letter.sourceTopic() + " version " + letter.schemaVersion();
    return decoderBySchema.computeIfAbsent(
        name,
        it ->
            letter.schemaVersion() == null
                ? decoders.of(TopicSchema.NONE)
                : schema(letter)
                    .map(
                        info ->
                            decoders.of(
                                new TopicSchema(
                                    info.getType().name(), info.getSchema(), info.getProperties())))
                    .orElseGet(() -> decoders.missing(name)));
  }

  private Optional<SchemaInfo> schema(DeadLetter letter) {
    Long version = letter.schemaVersion();
    if (version == null) {
      return Optional.empty();
    }
    return schemas.computeIfAbsent(
        letter.sourceTopic() + version,
        name -> {
          try {
            return Optional.of(admin.schemas().getSchemaInfo(letter.sourceTopic(), version));
          } catch (PulsarAdminException.NotFoundException e) {
            return Optional.empty();
          } catch (PulsarAdminException e) {
            throw new CommandException(
                "The schema of %s cannot be asked for: %s"
                    .formatted(letter.sourceTopic(), e.getMessage()),
                e);
          }
        });
  }

  private TypedMessageBuilder<byte[]> copy(DeadLetter letter, Producer<byte[]> producer) {
    Message<byte[]> original = letter.message();
    TypedMessageBuilder<byte[]> message =
        schema(letter)
            .map(info -> producer.newMessage(new RawSchema(info)))
            .orElseGet(producer::newMessage);
    message
        .value(original.getValue() == null ? null : original.getData())
        .properties(letter.originalProperties())
        .property(SteerProperties.REPLAYED_FROM, original.getMessageId().toString());
    if (original.hasBase64EncodedKey()) {
      message.keyBytes(original.getKeyBytes());
    } else if (original.hasKey()) {
      message.key(original.getKey());
    }
    if (original.hasOrderingKey()) {
      message.orderingKey(original.getOrderingKey());
    }
    if (original.getEventTime() > 0) {
      message.eventTime(original.getEventTime());
    }
    return message;
  }
}
