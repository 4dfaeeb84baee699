package io.shardsteer.deploy.cli.rejects;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.formats.TopicSchema;
import io.shardsteer.common.message.SteerProperties;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.RawSchema;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.routing.RecordReader;
import io.shardsteer.common.store.RowReader;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.InputSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.MessageIdAdv;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.apache.pulsar.common.schema.SchemaInfo;

/**
 * Sends dead letters to the input topic again, as their publisher sent them. A journal says which
 * were sent, so that no later call sends them again, even if one is killed; what is left out stays.
 */
public final class DeadLetterReplay {
  private static final int BATCH = 100;

  private final PulsarClient client;
  private final PulsarAdmin admin;
  private final PipelineConfig config;
  private final Topics topics;
  private final RecordDecoders decoders;
  private final RecordReader reader;
  private final Optional<RowReader> rows;
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

  public DeadLetterReplay(PulsarClient client, PulsarAdmin admin, PipelineConfig config) {
    this.client = client;
    this.admin = admin;
    this.config = config;
    topics = Topics.beside(config.input().topic(), config.pipeline());
    FieldPaths paths = PipelineFields.of(config);
    decoders = new RecordDecoders(config.input(), paths);
    reader = new RecordReader(config, paths);
    rows =
        config.storage().enabled()
            ? Optional.of(new RowReader(config.storage().layout(), paths))
            : Optional.empty();
  }

  /**
   * Sends the selected letters that are there now and were not sent before.
   *
   * @throws CommandException if a topic cannot be used; what was sent until then is remembered
   */
  public Outcome send(Selection selection) {
    try (ReplayJournal journal = ReplayJournal.open(client, topics);
        Reader<byte[]> letters =
            client
                .newReader(Schema.BYTES)
                .topic(topics.deadLetters())
                .startMessageId(MessageId.earliest)
                .create();
        Producer<byte[]> producer =
            client
                .newProducer(Schema.BYTES)
                .topic(config.input().topic())
                .enableBatching(false)
                .enableChunking(true)
                .blockIfQueueFull(true)
                .create()) {
      settleWhatWasBegun(journal);
      return send(selection, journal, letters, producer);
    } catch (IOException e) {
      throw new CommandException(
          "Dead letters of %s cannot be sent to %s: %s\nWhat was sent is remembered; run it again."
              .formatted(topics.deadLetters(), config.input().topic(), PulsarFailures.reason(e)),
          e);
    }
  }

  /** A call that was killed may have sent any part of its last batch. */
  private void settleWhatWasBegun(ReplayJournal journal) throws IOException {
    ReplayJournal.Unsettled begun = journal.unsettled().orElse(null);
    if (begun == null) {
      return;
    }
    try {
      Set<String> arrived =
          new Arrivals(client, admin, config.input().topic(), topics)
              .of(Set.copyOf(begun.batch().letters()), begun.sinceMillis());
      journal.settle(List.copyOf(arrived));
    } catch (PulsarAdminException e) {
      throw new CommandException(
          "The topics of namespace %s cannot be listed: %s"
              .formatted(
                  topics.namespace(),
                  PulsarFailures.told(e, "Run the command again once Pulsar is well.")),
          e);
    }
  }

  /** What is rejected again while this runs comes after the end and is left for another call. */
  private Outcome send(
      Selection selection, ReplayJournal journal, Reader<byte[]> letters, Producer<byte[]> producer)
      throws PulsarClientException {
    MessageIdAdv end = (MessageIdAdv) letters.getLastMessageIds().get(0);
    long sent = 0;
    List<DeadLetter> batch = new ArrayList<>();
    while (sent + batch.size() < selection.limit() && letters.hasMessageAvailable()) {
      DeadLetter letter = new DeadLetter(letters.readNext());
      if (isBehind((MessageIdAdv) letter.message().getMessageId(), end)) {
        break;
      }
      if (!journal.wasSent(letter.id())
          && selection.names(letter)
          && (selection.unmended() || isMended(letter))) {
        batch.add(letter);
      }
      if (batch.size() == BATCH) {
        sent += send(batch, journal, producer);
      }
    }
    sent += send(batch, journal, producer);
    return new Outcome(sent, new TreeMap<>(leftOut));
  }

  /** Entries hold whole batches, and brokers do not say where in the last one the end is. */
  private static boolean isBehind(MessageIdAdv id, MessageIdAdv end) {
    return id.getLedgerId() > end.getLedgerId()
        || (id.getLedgerId() == end.getLedgerId() && id.getEntryId() > end.getEntryId());
  }

  private int send(List<DeadLetter> batch, ReplayJournal journal, Producer<byte[]> producer)
      throws PulsarClientException {
    if (batch.isEmpty()) {
      return 0;
    }
    List<String> ids = batch.stream().map(DeadLetter::id).toList();
    journal.begin(ids);
    List<CompletableFuture<MessageId>> sending =
        batch.stream().map(letter -> copy(letter, producer).sendAsync()).toList();
    try {
      CompletableFuture.allOf(sending.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw PulsarClientException.unwrap(e.getCause() == null ? e : e.getCause());
    }
    journal.settle(ids);
    batch.clear();
    return ids.size();
  }

  /** Whether the pipeline as it is configured now could read the record and make a row of it. */
  private boolean isMended(DeadLetter letter) {
    Message<byte[]> message = letter.message();
    Rejection rejection =
        reader.read(
            decoder(letter),
            message.getValue() == null ? null : message.getData(),
            message.hasKey() ? message.getKey() : null,
            message.hasBase64EncodedKey() ? message.getKeyBytes() : null,
            letter.originalProperties(),
            letter.sourceMessageId());
    if (rejection == null && rows.isPresent()) {
      rejection = rows.get().read(reader.values());
    }
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
                    .map(info -> decoders.of(InputSchema.of(info)))
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
                    .formatted(letter.sourceTopic(), PulsarFailures.told(e, "Check --admin-url.")),
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
        .property(SteerProperties.REPLAYED_FROM, letter.id());
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
