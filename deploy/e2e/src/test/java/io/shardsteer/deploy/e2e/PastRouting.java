package io.shardsteer.deploy.e2e;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.formats.JsonRecordDecoder;
import io.shardsteer.common.message.BadMessageException;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.TableMessage;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pulsar.PackageStore;
import io.shardsteer.common.pulsar.ReshardFollower;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.FollowedHistory;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RevisionOrder;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * A pipeline's routing history with its models: computes, as any reader can, in which shard a
 * record must be. Not thread-safe.
 */
final class PastRouting {
  private final RoutingSnapshot snapshot;
  private final RoutingSnapshot resharded;
  private final JsonRecordDecoder decoder;
  private final FieldValues values;
  private final int idSlot;
  private final Decider decider;

  private PastRouting(
      PipelineConfig config,
      RoutingHistory history,
      Reshards reshards,
      Collection<RoutedModel> models) {
    snapshot = RoutingSnapshot.of(history, models);
    resharded = RoutingSnapshot.of(reshards.routing(history), models);
    FieldPaths paths = PipelineFields.of(config, history.pinFields());
    decider = new Decider(paths);
    decoder = new JsonRecordDecoder(paths);
    values = new FieldValues(paths);
    idSlot = paths.slot(config.input().recordIdField());
  }

  /** The history on the routing topic, with every model that it names. */
  static PastRouting of(Servers servers, PipelineConfig config)
      throws IOException, PulsarClientException {
    var tables =
        new FollowedHistory(
            RoutingTable.initial(config.shards().targetShardCount()), obstacle -> {});
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    var order = new RevisionOrder(tables);
    TopicFollower.readThrough(
        servers.client(),
        topics.tables(),
        message ->
            table(message)
                .ifPresent(table -> order.table(table, TopicFollower.publishMillis(message))));
    RoutingHistory history = tables.now();
    Map<Integer, RoutedModel> models = new HashMap<>();
    var packages = new PackageStore(servers.admin(), ModelPackage.maxBytes(config));
    for (ModelRef model : history.models()) {
      if (!model.isHash()) {
        models.put(
            model.version(),
            RoutedModel.of(ModelPackage.read(packages.fetch(model.packageUrl()), model, config)));
      }
    }
    return new PastRouting(config, history, reshards(servers, config), models.values());
  }

  /** Tests put garbage on the topic too. */
  private static Optional<RoutingTable> table(Message<byte[]> message) {
    try {
      return Optional.of(MessageCodec.decode(message.getData(), TableMessage.class).table());
    } catch (BadMessageException garbage) {
      return Optional.empty();
    }
  }

  private static Reshards reshards(Servers servers, PipelineConfig config)
      throws PulsarClientException {
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    return ReshardFollower.known(servers.client(), topics);
  }

  private record Key(String rowKey) implements Decider.RecordKey {
    @Override
    public long tieHash(boolean keepKeyTogether) {
      return KeyHash.of(rowKey);
    }
  }

  /** Every shard that a table has ever named. */
  SortedSet<Integer> shards() {
    return snapshot.history().shards();
  }

  /** The shard that a good record was published to first, from its message on the input topic. */
  int shardOf(Message<byte[]> record) {
    return shardOf(record, snapshot);
  }

  /** The shard that holds a good record's row, after all moves of rows. */
  int rowShardOf(Message<byte[]> record) {
    return shardOf(record, resharded);
  }

  private int shardOf(Message<byte[]> record, RoutingSnapshot by) {
    if (decoder.decode(record.getData(), values) != null) {
      throw new IllegalArgumentException("Garbage belongs to no shard.");
    }
    String key = record.hasKey() ? record.getKey() : String.valueOf(values.text(idSlot));
    Decider.Outcome outcome = decider.decide(by, values, new Key(key), Sent.publishMillis(record));
    if (outcome == Decider.Outcome.AWAITS_MODEL) {
      throw new IllegalStateException("Model %d is not there.".formatted(decider.modelVersion()));
    }
    return decider.shard();
  }

  /** Versions of all models that a table has named; 0 for hashing. */
  Set<Integer> modelVersions() {
    return snapshot.history().models().stream().map(ModelRef::version).collect(Collectors.toSet());
  }

  /** The newest table, in force or not yet. */
  RoutingTable newest() {
    return snapshot.history().latest();
  }

  /** Publish time from which on a model was in force, epoch milliseconds; there is one. */
  long modelledFromMillis() {
    return snapshot.history().inForce().stream()
        .filter(inForce -> !inForce.model().isHash())
        .findFirst()
        .orElseThrow()
        .fromMillis();
  }

  /** The routing table of a revision, which is there. */
  RoutingTable revision(long revision) {
    return snapshot.history().find(revision).orElseThrow();
  }

  /** The routing table in force at a publish time. */
  RoutingTable tableAt(long publishMillis) {
    return snapshot.history().at(publishMillis);
  }

  /** The routing table in force when the record was published. */
  RoutingTable tableOf(Message<?> record) {
    return snapshot.history().at(Sent.publishMillis(record));
  }
}
